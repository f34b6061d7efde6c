import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { CodedError } from '#lib/coded-error.ts';
import { parseSettings } from './settings.ts';

const least = { DM_GITHUB_APP_ID: '12', DM_GITHUB_INSTALLATION_ID: '34' };

test('two numbers are enough', () => {
  const settings = parseSettings(least);
  assert.deepEqual(
    [settings.DM_GITHUB_APP_ID, settings.DM_GITHUB_INSTALLATION_ID, settings.DM_GITHUB_API],
    [12, 34, 'https://api.github.com'],
  );
  assert.equal(settings.DM_ENVIRONMENT_URL, 'http://{environment}.localhost:4400/');
  assert.deepEqual(settings.DM_PLAIN_HTTP_REGISTRIES, []);
});

test('registries are a list, with or without spaces', () => {
  const { DM_PLAIN_HTTP_REGISTRIES } = parseSettings({ ...least, DM_PLAIN_HTTP_REGISTRIES: 'a:5000, b:5000,' });
  assert.deepEqual(DM_PLAIN_HTTP_REGISTRIES, ['a:5000', 'b:5000']);
});

const refused: Record<string, { given: Readonly<Record<string, string>>; says: readonly RegExp[] }> = {
  'nothing at all names both numbers': {
    given: {},
    says: [/DM_GITHUB_APP_ID/, /DM_GITHUB_INSTALLATION_ID/],
  },
  'the empty texts of config/install': {
    given: { DM_GITHUB_APP_ID: '', DM_GITHUB_INSTALLATION_ID: '' },
    says: [/DM_GITHUB_APP_ID/, /DM_GITHUB_INSTALLATION_ID/],
  },
  'an address without the environment': {
    given: { ...least, DM_ENVIRONMENT_URL: 'https://previews.acme.com' },
    says: [/DM_ENVIRONMENT_URL: must hold \{environment\}/],
  },
  'a key file that is not absolute': {
    given: { ...least, DM_GITHUB_PRIVATE_KEY_FILE: 'key.pem' },
    says: [/DM_GITHUB_PRIVATE_KEY_FILE: must be an absolute path/],
  },
  'a port that is none': { given: { ...least, DM_HEALTH_PORT: '99999' }, says: [/DM_HEALTH_PORT/] },
  'an API that is no address': { given: { ...least, DM_GITHUB_API: 'github' }, says: [/DM_GITHUB_API/] },
};
for (const [what, { given, says }] of Object.entries(refused)) {
  test(`${what} is refused, with what to do`, () => {
    assert.throws(
      () => parseSettings(given),
      (error) => {
        assert.ok(error instanceof CodedError);
        assert.equal(error.code, 'SettingsInvalid');
        for (const part of says) assert.match(error.message, part);
        assert.match(error.next ?? '', /config\/install/);
        return true;
      },
    );
  });
}
