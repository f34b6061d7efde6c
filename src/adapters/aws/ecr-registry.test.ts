import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { ecrRegistryOf } from './ecr-registry.ts';

const cases: Record<string, { host: string; api: string | undefined }> = {
  'a registry of ECR': {
    host: '123456789012.dkr.ecr.sa-east-1.amazonaws.com',
    api: 'https://api.ecr.sa-east-1.amazonaws.com/',
  },
  'one in China': {
    host: '123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn',
    api: 'https://api.ecr.cn-north-1.amazonaws.com.cn/',
  },
  "one of America's government": {
    host: '123456789012.dkr.ecr.us-gov-west-1.amazonaws.com',
    api: 'https://api.ecr.us-gov-west-1.amazonaws.com/',
  },
  'one with FIPS': {
    host: '123456789012.dkr.ecr-fips.us-east-1.amazonaws.com',
    api: 'https://ecr-fips.us-east-1.amazonaws.com/',
  },
  'one with IPv6': { host: '123456789012.dkr-ecr.us-east-1.on.aws', api: 'https://ecr.us-east-1.api.aws/' },
  'one in the European cloud': {
    host: '123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu',
    api: 'https://api.ecr.eusc-de-east-1.amazonaws.eu/',
  },
  'the public gallery is none': { host: 'public.ecr.aws', api: undefined },
  'a shorter account is none': { host: '1234.dkr.ecr.sa-east-1.amazonaws.com', api: undefined },
  'a host that only begins so is none': {
    host: '123456789012.dkr.ecr.sa-east-1.amazonaws.com.evil.example',
    api: undefined,
  },
  'a region that is a host is none': { host: '123456789012.dkr.ecr.evil.example.amazonaws.com', api: undefined },
};

for (const [sentence, { host, api }] of Object.entries(cases)) {
  test(sentence, () => assert.equal(ecrRegistryOf(host)?.api.href, api));
}
