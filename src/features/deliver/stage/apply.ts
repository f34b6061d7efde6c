/** There is nothing about a stage that is not about every delivery. */
export { applyDelivery as applyStage } from '#features/deliver/apply.ts';
