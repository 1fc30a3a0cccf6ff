package data

import (
	"strings"
	"testing"
)

func TestNumberTemplate_Check(t *testing.T) {
	for template, want := range map[NumberTemplate]string{
		DefaultNumberTemplate: "",
		"{地区}人调〔{年}〕第{序号:3}号": "",
		"{年}{序号}":             "",
		"({年}){类型}{序号：4}":     "",
		"":                    "number.year",
		"第{序号:3}号":            "number.year",
		"（{年}）{地区}人调字":        "number.seq",
		"{年}{序号:0}":           "number.token",
		"{年}{序号:12}":          "number.token",
		"{年}{序号:}":            "number.token",
		"{年:4}{序号}":           "number.token",
		"{年}{序号}{村}":          "number.token",
		"{年}{序号}{":            "number.token",
		"{年}{序号}}":            "number.token",
		"{{年}}{序号}":           "number.token",
		"{年}{序号:3":            "number.token",
		"{year}{seq}":         "number.token",
		"{年}{序号}" + "{地区}{类型}{年}{序号:9}": "",
	} {
		if got := codeIn(t, template.Check()); got != want {
			t.Errorf("%q.Check() = %q, want %q", template, got, want)
		}
	}
}

func TestNumberTemplate_Format(t *testing.T) {
	for _, c := range []struct {
		template NumberTemplate
		seq      int
		want     string
	}{
		{DefaultNumberTemplate, 1, "（2026）示清人调字第001号"},
		{DefaultNumberTemplate, 999, "（2026）示清人调字第999号"},
		{DefaultNumberTemplate, 12345, "（2026）示清人调字第12345号"},
		{"{地区}人调〔{年}〕第{序号:3}号", 12, "示清人调〔2026〕第012号"},
		{"({年}){类型}{序号}号", 7, "(2026)调7号"},
		{"{年}-{序号：5}-{序号:2}", 42, "2026-00042-42"},
		{"{年}{序号}{村}", 3, "20263{村}"},
	} {
		if got := c.template.Format("示清", 2026, c.seq, "调"); got != c.want {
			t.Errorf("%q.Format(%d) = %q, want %q", c.template, c.seq, got, c.want)
		}
	}
	if got, want := DefaultNumberTemplate.Format("{年}$1", 2026, 1, ""), "（2026）{年}$1人调字第001号"; got != want {
		t.Errorf("a place that looks like a token gives %q, want %q", got, want)
	}
}

// A template that passes Check never gives two cases of a year, or of two years, the same number.
func FuzzNumberTemplate(f *testing.F) {
	for _, s := range []string{string(DefaultNumberTemplate), "{年}{序号}", "{序号:9}{年}", "{地区}〔{年}〕{序号：2}", "{{年}", "{序号:3"} {
		f.Add(s, 1)
	}
	f.Fuzz(func(t *testing.T, s string, seq int) {
		template := NumberTemplate(s)
		got := template.Format("示清", 2026, seq, "调")
		if template.Check() != nil || seq < 1 || seq > 1<<30 {
			return
		}
		if strings.ContainsAny(got, "{}") {
			t.Errorf("%q leaves a token in %q", s, got)
		}
		if next := template.Format("示清", 2026, seq+1, "调"); next == got {
			t.Errorf("%q gives %q twice", s, got)
		}
		if next := template.Format("示清", 2027, seq, "调"); next == got {
			t.Errorf("%q gives %q in two years", s, got)
		}
	})
}
