/** How checkouts of one kind are usually built, tested and started: offered, never taken unasked. */
export interface Ecosystem {
  readonly name: string;
  /** The file at the root that gives it away. */
  readonly file: string;
  readonly build?: string;
  readonly test?: string;
  readonly command?: string;
}

const pip = 'python3 -m venv .venv && .venv/bin/pip install';

/** The more particular first: the first whose file is there is the one. */
const ecosystems: readonly Ecosystem[] = [
  { name: 'Go', file: 'go.mod', build: 'go build -o app .', test: 'go test ./...', command: './app' },
  { name: 'Rust', file: 'Cargo.toml', build: 'cargo build --release', test: 'cargo test' },
  { name: 'Java with Maven', file: 'mvnw', build: './mvnw -B -DskipTests package', test: './mvnw -B test' },
  { name: 'Java with Maven', file: 'pom.xml', build: 'mvn -B -DskipTests package', test: 'mvn -B test' },
  { name: 'Java with Gradle', file: 'gradlew', build: './gradlew assemble', test: './gradlew test' },
  { name: 'Java with Gradle', file: 'build.gradle', build: 'gradle assemble', test: 'gradle test' },
  { name: 'Java with Gradle', file: 'build.gradle.kts', build: 'gradle assemble', test: 'gradle test' },
  {
    name: 'Ruby with Rack',
    file: 'config.ru',
    build: 'bundle install',
    test: 'bundle exec rake test',
    command: 'bundle exec rackup --port $PORT',
  },
  { name: 'Ruby', file: 'Gemfile', build: 'bundle install', test: 'bundle exec rake test' },
  { name: 'Python with uv', file: 'uv.lock', build: 'uv sync --frozen', test: 'uv run pytest' },
  { name: 'Python with Poetry', file: 'poetry.lock', build: 'poetry install', test: 'poetry run pytest' },
  { name: 'Python', file: 'requirements.txt', build: `${pip} -r requirements.txt`, test: '.venv/bin/python -m pytest' },
  { name: 'Python', file: 'pyproject.toml', build: `${pip} .`, test: '.venv/bin/python -m pytest' },
  { name: 'PHP', file: 'composer.json', build: 'composer install', test: 'vendor/bin/phpunit' },
  { name: 'Elixir', file: 'mix.exs', build: 'mix do deps.get, compile', test: 'mix test' },
  { name: 'Deno', file: 'deno.json', test: 'deno test' },
  { name: 'Deno', file: 'deno.jsonc', test: 'deno test' },
];

/** What a repository looks like, by the names at its root. */
export const ecosystemOf = (names: ReadonlySet<string>): Ecosystem | undefined =>
  ecosystems.find(({ file }) => names.has(file));
