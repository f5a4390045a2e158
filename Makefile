.DEFAULT_GOAL := help
.PHONY: help build test lint format layer runtime-layer demo clean

help: ## what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## build everything, without tests, and install it for builds of your own
	mvn -DskipTests install

test: ## build and test everything
	mvn verify

lint: ## check the code with Error Prone, NullAway, every compiler warning and the formatter (needs JDK 17)
	mvn -Plint -DskipTests verify

format: ## format the code
	mvn spotless:apply

layer: ## build the layer: extension-layer/target/secrets-cache-layer-java.zip
	mvn -DskipTests -pl extension-layer -am package

runtime-layer: ## build the layer with its own runtime (needs JDK 25): runtime-layer/target/secrets-cache-layer-<arch>.zip
	mvn -DskipTests -Pruntime -pl runtime-layer -am package

demo: ## run the example function beside the extension on a local Lambda
	./demo

clean: ## remove what was built
	mvn clean
