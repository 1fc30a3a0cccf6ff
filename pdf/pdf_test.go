package pdf

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the goldens anew")

func TestGoldens(t *testing.T) {
	for _, p := range papers() {
		if p.of("extreme") || p.nth > 2 {
			continue // its golden would say nothing to a reader, nor a third of a kind anything new
		}
		t.Run(p.name, func(t *testing.T) {
			doc := p.layOut(t, plain{})
			var b strings.Builder
			for _, box := range doc.Boxes {
				b.WriteString(box.String())
				b.WriteByte('\n')
			}
			path := filepath.Join("testdata", p.name+".boxes")
			if *update {
				if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(b.String(), "\n")); d != "" {
				t.Errorf("boxes (-want +got):\n%s", d)
			}
		})
	}
}
