import { strict as assert } from 'node:assert';
import { describe, test, type TestContext } from 'node:test';
import { imageDigest, type CommitSha } from '#model/ids.ts';
import { ImagesError, type Images } from './images.ts';
import { imageRequest } from './images.testing.ts';

/** A place where images come to be, and the port before it. */
export interface ImagesWorld {
  readonly images: Images;
  /** What the file says: `registry.acme.com/shop:{sha}`. */
  readonly template: string;
  /** A commit that has no image yet, other than all before; `publish` gives it one. */
  newCommit(): Promise<{ readonly sha: CommitSha; readonly publish: () => Promise<void> }>;
  /** From now on nobody answers. */
  breakDown(): Promise<void>;
}

export type MakeImagesWorld = (context: TestContext) => Promise<ImagesWorld>;

const find = ({ images, template }: ImagesWorld, sha: CommitSha) => images.find(imageRequest(template, sha));

async function published(world: ImagesWorld): Promise<CommitSha> {
  const { sha, publish } = await world.newCommit();
  await publish();
  return sha;
}

/** Registers the cases that every implementation of the port has to pass. */
export function imagesContract(name: string, make: MakeImagesWorld): void {
  describe(`images: ${name}`, () => {
    test('an image that is there has the name that the file gives, without tag, and a digest', async (context) => {
      const world = await make(context);
      const image = await find(world, await published(world));
      assert.equal(`${image?.name}:{sha}`, world.template);
      assert.ok(imageDigest.safeParse(image?.digest).success, image?.digest);
    });

    test('a commit without image has none, and has it as soon as it is there', async (context) => {
      const world = await make(context);
      const { sha, publish } = await world.newCommit();
      assert.equal(await find(world, sha), undefined);
      assert.equal(await find(world, sha), undefined);
      await publish();
      assert.ok(await find(world, sha));
    });

    test('who asks again gets the same digest', async (context) => {
      const world = await make(context);
      const sha = await published(world);
      assert.deepEqual(await find(world, sha), await find(world, sha));
    });

    test('many who ask at one moment get the same digest', async (context) => {
      const world = await make(context);
      const sha = await published(world);
      const found = await Promise.all(Array.from({ length: 20 }, () => find(world, sha)));
      assert.equal(new Set(found.map((image) => image?.digest)).size, 1);
    });

    test('what differs has different digests', async (context) => {
      const world = await make(context);
      const [first, second] = [await published(world), await published(world)];
      assert.notEqual((await find(world, first))?.digest, (await find(world, second))?.digest);
    });

    test('where nobody answers, no image is said to be missing', async (context) => {
      const world = await make(context);
      const { sha } = await world.newCommit();
      await world.breakDown();
      await assert.rejects(find(world, sha), (error) => error instanceof ImagesError && error.code === 'Unavailable');
    });
  });
}
