/** What is special about a preview is in its plan. */
export { applyDelivery as applyPreview } from '#features/deliver/apply.ts';
