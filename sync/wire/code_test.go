package wire

import (
	"errors"
	"fmt"
	"testing"

	"woshou/data"
)

// Both directions: each reason becomes an error and the error that reason again.
func TestCode_BothWays(t *testing.T) {
	seen := map[error]bool{}
	for _, code := range Codes() {
		err := code.Err()
		if err == nil || seen[err] {
			t.Errorf("%s: error %v is missing or shared", code, err)
		}
		seen[err] = true
		if got := CodeOf(fmt.Errorf("while exchanging: %w", err)); got != code {
			t.Errorf("%s comes back as %s", code, got)
		}
		if code == "" || len(code) > MaxText {
			t.Errorf("%q cannot travel", code)
		}
	}
	if err := Code("").Err(); err != nil || CodeOf(nil) != "" {
		t.Errorf("no reason: %v, %q", err, CodeOf(nil))
	}
	if err := Code("from the future").Err(); !errors.Is(err, data.ErrNewer) {
		t.Errorf("unknown reason: %v, want ErrNewer", err)
	}
	if got := CodeOf(errors.New("disk full")); got != CodeBusy {
		t.Errorf("an error without a reason is answered as %s, want busy", got)
	}
}
