# Everything that a person or CI runs. `make` alone says what there is.
NODE := node_modules/.bin/node
INSTALLED := node_modules/.package-lock.json
# Not `npm ci`: it refuses a lockfile that lacks the optional packages of other platforms.
INSTALL := npm install --no-save --no-audit --no-fund --loglevel=error

.PHONY: help demo test simulate bench bench-local bench-function check format machine binaries cluster cluster-down

help:
	@echo "make demo      install, and watch a pull request become a running URL (Ctrl-C ends it)"
	@echo "make test      install, and run every tier that this machine can run"
	@echo "make simulate  SEEDS=n [SEED=first]: random histories of the whole system, judged by its laws"
	@echo "make bench     [PAIRS=n]: the controller on a real API server, beside what that server can do at all (12 minutes)"
	@echo "make bench-local  [PUSHES=n]: in local mode, from the check's success to the spec and to the URL, beside the bare service"
	@echo "make bench-function  [ROUNDS=n] [ARGS=--json]: signed deliveries a second, beside a bare server and GitHub's library"
	@echo "make check     types, lint, format, unused code"
	@echo "make format    format the sources"
	@echo "make binaries  build Kubernetes, etcd and what tests run in it, once (about ten minutes; needs Go)"
	@echo "make cluster   [NODES=n]: (root) a real Kubernetes on this machine, two nodes in two zones; it goes on running"
	@echo "make cluster-down  (root) remove every trace of it"
	@echo "make machine   (root) install the system packages that DM_TEST=all needs"

$(INSTALLED): package.json package-lock.json
	@echo "installing packages..."
	@$(INSTALL)
	@touch $(INSTALLED)

demo: $(INSTALLED)
	@bin/dm up --demo $(ARGS) || test $$? -eq 130

test: $(INSTALLED)
	@$(NODE) scripts/test.ts

simulate: $(INSTALLED)
	@$(NODE) test/simulation/main.ts --seeds $(or $(SEEDS),200) --first $(or $(SEED),1)

bench: $(INSTALLED)
	@$(NODE) test/bench/cluster/main.ts $(PAIRS)

bench-local: $(INSTALLED)
	@$(NODE) test/bench/latency.ts $(PUSHES)

bench-function: $(INSTALLED)
	@$(NODE) test/bench/function.ts $(ROUNDS) $(ARGS)

check: $(INSTALLED)
	@$(NODE) scripts/test.ts check

format: $(INSTALLED)
	@npm run --silent format

binaries: $(INSTALLED)
	@$(NODE) dev/binaries/main.ts

cluster: $(INSTALLED)
	@$(NODE) dev/cluster/main.ts up $(if $(NODES),--nodes $(NODES))

cluster-down: $(INSTALLED)
	@$(NODE) dev/cluster/main.ts down

machine:
	@sh scripts/machine.sh
