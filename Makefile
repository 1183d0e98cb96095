# Everything a person does with this repository; the work is in .dev/.

.DEFAULT_GOAL := help
.PHONY: help serve test check fmt bench advisories clean

TOOLS := $(or $(JINGNUAN_TOOLS),$(or $(XDG_CACHE_HOME),$(HOME)/.cache)/jingnuan/tools)
export PATH := $(TOOLS)/bin:$(PATH)

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

serve: ## Install what is missing, build, and serve both sites
	@.dev/serve

test: ## Every check: format, clippy, licences, unit, storage, HTTP, browser
	@.dev/test

check: ## The quick checks: format, clippy, licences, unit tests
	@.dev/test quick

fmt: ## Format the code
	cargo fmt --all

bench: ## Measure: rules, then the release server under load
	@.dev/install build
	@.dev/build
	cargo bench -p jingnuan
	@.dev/install browser
	node end2end/measure_first_view.js
	node end2end/challenge_cost.js
	@for script in server/benches/*.sh; do if [ -x "$$script" ]; then "$$script" || exit 1; fi; done

advisories: ## Known vulnerabilities in dependencies (asks the advisory database online)
	@.dev/install check
	cargo deny --config .dev/deny.toml check advisories

clean: ## Remove what was built; the data folder and the tools stay
	cargo clean
	rm -rf end2end/node_modules end2end/shots
