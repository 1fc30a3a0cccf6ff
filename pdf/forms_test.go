package pdf

import (
	"slices"
	"strings"
	"testing"
)

// boxesOf returns a document's boxes of one page that fit.
func boxesOf(doc *Document, page int, fits func(Box) bool) []Box {
	return slices.DeleteFunc(slices.Clone(doc.Boxes), func(b Box) bool { return b.Page != page || !fits(b) })
}

// TestForms_OnePage: what is filled by hand at the table, or pinned behind another paper.
func TestForms_OnePage(t *testing.T) {
	for _, name := range []string{"blank-C", "blank-E", "blank-I", "blank-J", "case1-C", "case1-E", "minor-C", "minor-E", "full-I", "full-J"} {
		if doc := paperNamed(t, name).layOut(t, plain{}); doc.Pages != 1 {
			t.Errorf("%s takes %d pages", name, doc.Pages)
		}
	}
}

func TestForms_LongNoteRepeatsItsHead(t *testing.T) {
	for name, head := range map[string]string{
		"extreme-F": "人民调解调查记录（续） 2026年5月8日 被调查人", "extreme-G": "人民调解记录（续） 2026年5月8日 第1次调解", "extreme-J": "人民调解回访记录（续） 2026年5月8日",
	} {
		doc := paperNamed(t, name).layOut(t, plain{})
		if doc.Pages < 30 {
			t.Errorf("%s: 20,000 characters on %d pages", name, doc.Pages)
		}
		for page := 1; page <= doc.Pages; page++ {
			above := ""
			for _, b := range boxesOf(doc, page, func(b Box) bool { return b.Kind == Text && b.Y < portrait.top }) {
				above += b.Text
			}
			if got := strings.HasPrefix(squeezeOut(above), squeezeOut(head)); got != (page > 1) {
				t.Errorf("%s: above page %d stands %q", name, page, above)
			}
		}
	}
}

// TestForms_BlankLinesGoOn: the lines to write on fill the first page, not the second.
func TestForms_BlankLinesGoOn(t *testing.T) {
	for _, name := range []string{"blank-F", "blank-G"} {
		doc := paperNamed(t, name).layOut(t, plain{})
		whole := func(b Box) bool { return b.Kind == Rule && b.W == portrait.textWidth && b.Y > portrait.top }
		if doc.Pages != 2 || len(boxesOf(doc, 1, whole)) < 10 || len(boxesOf(doc, 2, whole)) < 2 {
			t.Errorf("%s: %d pages, %d and %d lines to write on", name, doc.Pages, len(boxesOf(doc, 1, whole)), len(boxesOf(doc, 2, whole)))
		}
	}
}

func TestForms_Ticks(t *testing.T) {
	text := allText(paperNamed(t, "minor-G").layOut(t, plain{}))
	for _, want := range []string{"☑视频", "☑不公开", "☐面对面", "☐公开"} {
		if !strings.Contains(text, want) {
			t.Errorf("the record does not say %s", want)
		}
	}
}

func TestForms_OfficialsSignBesideTheSeal(t *testing.T) {
	for name, places := range map[string]int{"full-I": 2, "blank-I": 2, "full-J": 1, "blank-J": 1} {
		doc := paperNamed(t, name).layOut(t, plain{})
		circle := boxesOf(doc, 1, func(b Box) bool { return b.Kind == Circle })
		lines := boxesOf(doc, 1, func(b Box) bool {
			return b.Kind == Rule && len(circle) == 1 && b.Y > circle[0].Y && b.Y < circle[0].Y+sealHeight && !b.Dash
		})
		if len(circle) != 1 || len(lines) != places {
			t.Fatalf("%s: %d seals, %d lines beside", name, len(circle), len(lines))
		}
		for _, b := range lines {
			if right := b.X + b.W; b.W < signLeast || right > circle[0].X {
				t.Errorf("%s: the line to sign on ends at %.1f mm, the seal's place begins at %.1f", name, right, circle[0].X)
			}
		}
	}
}
