import { notFound } from '#emulation/github/refusal.ts';
import { own } from '#emulation/github/repository.ts';
import { deliveryView } from '#emulation/github/views/delivery.ts';
import { numberIn } from './access.ts';
import { deliveriesOf } from './app.ts';
import { linkHeader, pageSize } from './paging.ts';
import { ok, type Route } from './route.ts';

/** Newest first. The cursor is the id of the last attempt on the page before. */
export const listDeliveries: Route = (call) => {
  const cursor = Number(own(call.query, 'cursor') ?? Infinity);
  const wanted = own(call.query, 'status');
  const attempts = deliveriesOf(call)
    .flatMap((delivery) => delivery.attempts.map((attempt) => deliveryView(delivery, attempt)))
    .filter(({ id, status }) => id < cursor && (!wanted || (status === 'OK') === (wanted === 'success')))
    .toSorted((left, right) => right.id - left.id);
  const page = attempts.slice(0, pageSize(call));
  const last = page.at(-1);
  const more = last !== undefined && page.length < attempts.length;
  return ok(page, linkHeader(call, more ? [['next', { cursor: String(last.id) }]] : []));
};

export const redeliver: Route = (call) => {
  const attempt = numberIn(call, 'delivery_id');
  const delivery = deliveriesOf(call).find(({ attempts }) => attempts.some(({ id }) => id === attempt));
  if (!delivery) throw notFound();
  return { status: 202, body: {}, redeliver: [delivery.id] };
};
