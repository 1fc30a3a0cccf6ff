package pdf

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"woshou/data/form"
)

// mark is a strip of height h that draws its own name.
func mark(name string, h float64) strip {
	return strip{Height: h, Boxes: []Box{{Text: name, Y: 1}}}
}

func kept(s strip) strip {
	s.Keep = true
	return s
}

// pages lists what each page shows, with the place of each mark.
func pages(boxes []Box, n int) []string {
	out := make([]string, n)
	for _, b := range boxes {
		out[b.Page-1] = strings.TrimSpace(fmt.Sprintf("%s %s@%g", out[b.Page-1], b.Text, b.Y))
	}
	return out
}

func TestPaginate(t *testing.T) {
	spaced := mark("c", 4)
	spaced.Space = 2
	row := func(name string) strip {
		s := mark(name, 4)
		s.Head = []strip{mark("head", 2)}
		s.Last = []Box{{Text: "end", Y: 4}}
		return s
	}
	tests := []struct {
		name   string
		strips []strip
		want   []string
	}{
		{"nothing is one page", nil, []string{""}},
		{"one page", []strip{mark("a", 4), mark("b", 6)}, []string{"a@21 b@25"}},
		{"exactly full", []strip{mark("a", 10), mark("b", 10)}, []string{"a@21", "b@21"}},
		{"space between, none at the head", []strip{mark("a", 4), spaced, spaced}, []string{"a@21 c@27", "c@21"}},
		{"kept strips move together", []strip{mark("a", 4), mark("b", 4), kept(mark("c", 4))}, []string{"a@21", "b@21 c@25"}},
		{"a chain longer than a page is broken", []strip{mark("a", 4), kept(mark("b", 4)), kept(mark("c", 4))}, []string{"a@21 b@25", "c@21"}},
		{"a strip higher than a page stands alone", []strip{mark("a", 4), mark("b", 40), mark("c", 4)}, []string{"a@21", "b@21", "c@21"}},
		{"heads repeat and the frame closes", []strip{mark("head", 2), kept(row("a")), row("b"), row("c")},
			[]string{"head@21 a@23 b@27 end@30", "head@21 c@23 end@26"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			boxes, n := paginate(tt.strips, area{Top: 20, Height: 10})
			if d := cmp.Diff(tt.want, pages(boxes, n)); d != "" {
				t.Errorf("pages (-want +got):\n%s", d)
			}
		})
	}
}

func TestKeepLines(t *testing.T) {
	for n, want := range map[int]string{1: "-", 2: "-k", 3: "-kk", 5: "-k--k"} {
		var b strings.Builder
		for _, s := range keepLines(make([]strip, n)) {
			b.WriteString(map[bool]string{true: "k", false: "-"}[s.Keep])
		}
		if b.String() != want {
			t.Errorf("%d lines: %s, want %s", n, b.String(), want)
		}
	}
}

func TestTable_SplitsOverPages(t *testing.T) {
	l := &layout{fonts: plain{}, page: portrait}
	long := strings.Repeat("很长的一格里有许多字，", 60)
	table := &form.Table{
		Columns: []form.Column{{Head: "序号", Share: 10, Align: form.Centre}, {Head: "内容", Share: 50}},
		Rows:    func(form.Subject) [][]string { return [][]string{{"1", "短"}, {"2", long}, {"3", "短"}} },
	}
	l.add(0, l.table(table, form.Subject{})...)
	boxes, n := paginate(l.strips, area{Top: portrait.top, Height: 60})
	if n < 3 {
		t.Fatalf("%d pages, want the long row split", n)
	}
	heads := make([]int, n+1)
	bottom := make([]float64, n+1)
	lowest := make([]float64, n+1)
	var text strings.Builder
	for _, b := range boxes {
		switch {
		case b.Kind == Text && b.Text == "内容":
			heads[b.Page]++
		case b.Kind == Text && b.X > portrait.left+26+1:
			text.WriteString(b.Text)
		case b.Kind == Rule && b.H == 0:
			bottom[b.Page] = max(bottom[b.Page], b.Y)
		case b.Kind == Rule:
			lowest[b.Page] = max(lowest[b.Page], b.Y+b.H)
		}
		if b.Y > portrait.top+60+tolerance {
			t.Errorf("box below the text block: %v", b)
		}
	}
	for page := 1; page <= n; page++ {
		if heads[page] != 1 {
			t.Errorf("page %d has %d heads", page, heads[page])
		}
		if d := bottom[page] - lowest[page]; d < -1e-9 || d > 1e-9 {
			t.Errorf("page %d: frame not closed: lowest rule %.2f, verticals end at %.2f", page, bottom[page], lowest[page])
		}
	}
	if got := text.String(); got != "短"+long+"短" {
		t.Errorf("text of the long cell changed: %d of %d bytes", len(got), len(long)+6)
	}
}
