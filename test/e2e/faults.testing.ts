import { strict as assert } from 'node:assert';
import type { SeenExchange } from '#emulation/github/api.ts';
import type { createJudge } from '#test/judge/judge.ts';

/** What GitHub's own description finds wrong with exchanges. */
export const faultsIn = (exchanges: readonly SeenExchange[], described: ReturnType<typeof createJudge>) =>
  exchanges.flatMap(({ template, pathParameters: path, ...exchange }) => {
    assert.ok(template, `no route was meant by ${exchange.method} ${exchange.path}`);
    const { method, query, requestBody, status } = exchange;
    const responseBody: unknown =
      exchange.responseBody === undefined ? undefined : JSON.parse(JSON.stringify(exchange.responseBody));
    const [, pathTemplate = ''] = template.split(' ');
    const violations = described.exchange({
      method,
      template: pathTemplate,
      path,
      query,
      requestBody,
      status,
      responseBody,
    });
    return violations.map((violation) => ({ template, ...violation }));
  });
