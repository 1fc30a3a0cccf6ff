# make run    installs what is missing, builds, and opens the desk
# make test   installs what is missing and runs every check
# make demo   does the main job with no window: two villages, one township
# make soak   damages thousands of records, cuts and kills, and fuzzes every decoder, for some hours
# make windows  builds the desk and the township's server for Windows
# make test-windows  installs Wine and tries in it the record, what the desk does with it, the link, the ledger and the Windows service
# make bench  prints the main job's costs, one line a measure

SHELL   := /bin/bash
BUILD   := .build
TAGS    := x11,no_emoji,no_animations
SHIP    := ime,migrated_fynedo,$(TAGS)
VERSION := $(shell sed -n 's/^Version = "\(.*\)"/\1/p' FyneApp.toml)
LDFLAGS := -s -w -X main.version=$(VERSION)
GO      ?= go
FONTS   := assets/fonts
RARE    := /usr/share/fonts/truetype/hanazono/HanaMinB.ttf

.PHONY: run test test-windows demo bench soak build windows check setup-build setup-test setup-windows setup-wine township clean

run: setup-build
	@if [ -z "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
		echo "There is no display here: running the demo instead (make demo)."; $(MAKE) --no-print-directory demo; \
	else \
		$(MAKE) --no-print-directory build && $(BUILD)/woshou $(ARGS); \
	fi

build: $(BUILD)/go.mod
	$(GO) build -trimpath -modfile=$(BUILD)/go.mod -tags $(SHIP) -ldflags '$(LDFLAGS)' -o $(BUILD)/woshou .
	@$(call put-fonts,$(BUILD)/fonts)

# The fonts beside the program.
define put-fonts
mkdir -p $(1) && cp -u $(FONTS)/beside/* $(FONTS)/NOTICE $(FONTS)/LICENSE-* $(1)/ && \
{ cp -u $(RARE) $(1)/ || echo "Without Debian's fonts-hanazono (make setup-build) the rarest characters do not print."; }
endef

# The desk draws through cgo, so mingw's compiler builds it.
windows: setup-windows $(BUILD)/go.mod
	GOOS=windows CGO_ENABLED=1 CC=x86_64-w64-mingw32-gcc $(GO) build -trimpath -modfile=$(BUILD)/go.mod -tags $(SHIP) \
		-ldflags '$(LDFLAGS) -H windowsgui' -o $(BUILD)/windows/woshou.exe .
	GOOS=windows CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $(BUILD)/windows/townshipd.exe ./sync/township/townshipd
	@$(call put-fonts,$(BUILD)/windows/fonts)

# GLFW with the lines that Chinese input needs (app/ime/patchglfw says why).
$(BUILD)/go.mod: go.mod go.sum $(wildcard app/ime/patchglfw/*.go)
	$(GO) run ./app/ime/patchglfw

township:
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $(BUILD)/townshipd ./sync/township/townshipd

demo:
	$(GO) run ./app/demo -out demo

bench:
	$(GO) run ./app/bench

# How many damages, lives of villages, kills and scans of each kind are tried, and how long each decoder is fuzzed.
SOAK    ?= 5000
SEEDS   ?= 5000
KILLS   ?= 60
SCANS   ?= 20
FUZZ    ?= 2m
DECODES  = $(addprefix ./,$(sort $(dir $(shell grep -rl '^func Fuzz' --include='*_test.go' *))))
soak: setup-test
	$(GO) test ./data/store -count=1 -timeout 6h -store.damages $(SOAK)
	$(GO) test ./data/backup -count=10
	$(GO) test ./sync -count=1 -timeout 6h -run 'Simulation|EveryOrder|BadLine' -sync.seeds $(SEEDS) -sync.steps 1 -sync.orders 1 -sync.faster 1
	$(GO) test -tags $(TAGS) ./app/windowtest -count=1 -timeout 2h -run KilledAtAnyMoment -kills $(KILLS)
	$(GO) test ./pdf/scan -count=1 -timeout 6h -v -run Trials -scan.trials $(SCANS)
	@bad=; for pkg in $(DECODES); do \
		found=$$($(GO) test -tags $(TAGS) $$pkg -list '^Fuzz' | grep '^Fuzz') || bad="$$bad $$pkg"; \
		for f in $$found; do \
			$(GO) test -tags $(TAGS) $$pkg -run '^$$' -fuzz "^$$f$$" -fuzztime $(FUZZ) || bad="$$bad $$f"; \
		done; \
	done; test -z "$$bad" || { echo "failed:$$bad"; exit 1; }

setup-build:
	@.ci/setup build

setup-test:
	@.ci/setup test

setup-windows:
	@.ci/setup windows

setup-wine: setup-windows
	@.ci/setup wine

test: setup-test check build township
	$(GO) test -tags $(TAGS) -timeout 20m ./...
	$(MAKE) --no-print-directory demo

# Left out: tests that play what Windows has not, a file that is opened for reading only and still locked, and rights as
# three digits.
test-windows: setup-wine $(BUILD)/wine.json
	rm -rf $(BUILD)/wine # a run that failed leaves its service there
	$(GO) test ./sync/township/townshipd -count=1 -v -run UnderWine -townshipd.wine $(CURDIR)/.ci/wine
	GOOS=windows CGO_ENABLED=0 $(GO) test -overlay $(BUILD)/wine.json -exec $(CURDIR)/.ci/wine -timeout 20m \
		-skip 'ReadOnly|CutWhileOpen|DiskFails|ToItsOwner' \
		./data/... ./app/view ./sync/engine ./sync/line ./sync/wire ./sync/township ./sync/township/ledger/bolt

# Debian's Wine lacks the way in which Go removes a file first; Go's second way is taken at once.
$(BUILD)/wine.json: Makefile
	@mkdir -p $(BUILD)
	from=$$($(GO) env GOROOT)/src/internal/syscall/windows/at_windows.go; \
	sed 's/^var TestDeleteatFallback bool/var TestDeleteatFallback = true/' $$from >$(BUILD)/at_windows.go; \
	printf '{"Replace": {"%s": "%s"}}' $$from $(CURDIR)/$(BUILD)/at_windows.go >$@

check:
	@out=$$(gofmt -l .); if [ -n "$$out" ]; then echo "not gofmt-ed: $$out"; exit 1; fi
	$(GO) vet -tags $(TAGS) ./...
	$(GO) tool staticcheck -tags $(TAGS) ./...

clean:
	rm -rf $(BUILD) demo
