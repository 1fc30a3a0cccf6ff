package pdf

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestQR_SizeFollowsText(t *testing.T) {
	for _, c := range []struct {
		text string
		size int
	}{
		{"1", 21}, {"龙泉民调〔2025〕第1号 9f86d081884c7d65", 33},
	} {
		modules, size, err := QR(c.text)
		if err != nil || size != c.size || len(modules) != size*size {
			t.Errorf("%s: %d modules, %d to a row, %v; want %d", c.text, len(modules), size, err, c.size)
		}
		// the top left finder: 7 black modules, then a white one
		if !cmp.Equal(modules[:8], []bool{true, true, true, true, true, true, true, false}) {
			t.Errorf("%s begins %v", c.text, modules[:8])
		}
	}
}

func TestQR_TooLong(t *testing.T) {
	if _, _, err := QR(strings.Repeat("字", 2000)); err == nil {
		t.Error("6000 bytes fitted")
	}
}

func TestModuleRows(t *testing.T) {
	modules := []bool{
		true, true, false,
		false, false, false,
		true, false, true,
	}
	want := []moduleRow{{0, 0, 2}, {2, 0, 1}, {2, 2, 3}}
	if diff := cmp.Diff(want, moduleRows(modules, 3), cmp.AllowUnexported(moduleRow{})); diff != "" {
		t.Error(diff)
	}
}
