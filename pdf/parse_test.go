package pdf

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseObjects_StreamsMayHoldAnything(t *testing.T) {
	content := "x\nendobj\n1 0 obj\n"
	file := fmt.Sprintf("%%PDF-1.3\n2 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n"+
		"1 0 obj\n<</Type /Pages>>\nendobj\nxref\n0 3\n", len(content), content)
	objects, err := parseObjects([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	want := []object{{body: "<</Type /Pages>>"}, {body: "<</Length 17>>", stream: []byte(content)}}
	if diff := cmp.Diff(want, objects, cmp.AllowUnexported(object{})); diff != "" {
		t.Error(diff)
	}
}

func TestParsePages_RefusesWhatItDoesNotKnow(t *testing.T) {
	for name, file := range map[string]string{
		"nothing":                "",
		"no object":              "%PDF-1.3\nhello\n",
		"no end":                 "%PDF-1.3\n1 0 obj\n<<>>\n",
		"a gap":                  "%PDF-1.3\n2 0 obj\n<<>>\nendobj\nxref\n",
		"no page":                "%PDF-1.3\n1 0 obj\n<<>>\nendobj\nxref\n",
		"no length":              "%PDF-1.3\n1 0 obj\n<<>>\nstream\nx\nendstream\nendobj\nxref\n",
		"a short stream":         "%PDF-1.3\n1 0 obj\n<</Length 99>>\nstream\nx\nendstream\nendobj\nxref\n",
		"a long stream":          "%PDF-1.3\n1 0 obj\n<</Length 1>>\nstream\nxyz\nendstream\nendobj\nxref\n",
		"a length of 30 nines":   "%PDF-1.3\n1 0 obj\n<</Length " + strings.Repeat("9", 30) + ">>\nstream\nx\nendstream\nendobj\nxref\n",
		"a page without content": "%PDF-1.3\n1 0 obj\n<</Type /Page\n/Contents 9 0 R>>\nendobj\nxref\n",
	} {
		if _, err := parsePages([]byte(file), 1); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func FuzzParseObjects(f *testing.F) {
	f.Add([]byte("%PDF-1.3\n1 0 obj\n<</Length 1>>\nstream\nx\nendstream\nendobj\nxref\n"))
	f.Add([]byte("%PDF-1.3\n1 0 obj\n<<>>\nendobj\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		objects, err := parseObjects(b)
		if err == nil && len(objects) > len(b) {
			t.Errorf("%d objects in %d bytes", len(objects), len(b))
		}
	})
}
