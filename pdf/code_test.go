package pdf

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"woshou/data/form"
)

func TestParseCode(t *testing.T) {
	sum := strings.Repeat("0123456789abcdef", 4)
	const number = "（2026）示清东人调字第001号"
	text := CodeText(number, form.Agreement, Print{Version: 2, Digest: sum}, 1, 3)
	want := Code{Number: number, Version: 2, Digest: sum, Form: form.Agreement, Page: 1, Pages: 3}
	if got, err := ParseCode(text); err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
	old := strings.Join(strings.Split(text, "\n")[:3], "\n")
	want = Code{Number: number, Version: 2, Digest: sum}
	if got, err := ParseCode(old); err != nil || got != want {
		t.Errorf("a paper of before: %+v, %v", got, err)
	}
	for _, bad := range []string{
		"", "https://example.com", number + "\n0\n" + sum, number + "\n1\n" + sum[1:], number + "\n1\n" + strings.ToUpper(sum),
		old + "\nH", old + "\nH\n0/3", old + "\nH\n4/3", old + "\nH\n1/3 ", old + "\n\n1/3", old + "\nH\n01/3", old + "\nH\n1/3\n",
	} {
		if got, err := ParseCode(bad); err == nil {
			t.Errorf("%q gave %+v", bad, got)
		}
	}
}

func FuzzParseCode(f *testing.F) {
	f.Add(CodeText("（2026）示清东人调字第001号", form.Agreement, Print{Digest: strings.Repeat("a", 64)}, 2, 3))
	f.Add("1\n1\n" + strings.Repeat("0", 64))
	f.Add("1\n1\n\nD\n1/1")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := ParseCode(text)
		if err == nil && c.String() != text {
			t.Error(cmp.Diff(text, c.String()))
		}
	})
}
