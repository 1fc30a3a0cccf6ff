package app

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
	forms "woshou/data/form"
)

// previewOf shows the agreement of a new case on paper.
func previewOf(t *testing.T, a *App, c *data.Case, agreement data.ElementID) *previewScreen {
	t.Helper()
	openCase(t, a, c.ID, 2)
	a.Show(Route{Page: PagePreview, Case: c.ID, Papers: []forms.Ref{{Code: forms.Agreement, Element: agreement}}})
	settle()
	return a.screen.(*previewScreen)
}

func TestPreview_PagesAndSizes(t *testing.T) {
	a := villageApp(t, 0)
	c := crowded(t, a)
	s := previewOf(t, a, c, c.Current().ID)
	shows(t, a, "第1页")
	first := s.sheet.Image
	shortcut(a, fyne.KeyRight, fyne.KeyModifierAlt)
	shows(t, a, "第2页")
	if s.sheet.Image == first {
		t.Error("the next page looks like the first")
	}
	width := s.sheet.MinSize().Width
	shortcut(a, fyne.KeyUp, fyne.KeyModifierAlt)
	if s.sheet.MinSize().Width <= width {
		t.Error("larger is not larger")
	}
	a.refresh()
	settle()
	shows(t, a, "第2页")
	shortcut(a, fyne.KeyLeft, fyne.KeyModifierAlt)
	shortcut(a, fyne.KeyLeft, fyne.KeyModifierAlt)
	shows(t, a, "第1页")
	for range 20 {
		shortcut(a, fyne.KeyDown, fyne.KeyModifierAlt)
	}
	if s.zoom < 0.5 {
		t.Errorf("zoom %v", s.zoom)
	}
}

func TestPreview_SavingFreezes(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "drafted")
	s := previewOf(t, a, c, c.Current().ID)
	shows(t, a, "协议内容就定下来了")
	shortcut(a, fyne.KeyS, fyne.KeyModifierControl)
	shows(t, a, "文书存好了")
	key(a, fyne.KeyEscape)
	got := stored(t, a, c.ID)
	if got.Status != data.PendingMarks || got.Current().Prints != 1 || strings.Contains(texts(a), "协议内容就定下来了") {
		t.Errorf("%s, %d prints", got.Status, got.Current().Prints)
	}
	if files, _ := filepath.Glob(filepath.Join(a.Paths.Papers(), "*.pdf")); len(files) != 1 {
		t.Errorf("files %v", files)
	}
	shortcut(a, fyne.KeyS, fyne.KeyModifierControl)
	key(a, fyne.KeyEscape)
	if got := stored(t, a, c.ID).Current(); got.Prints != 2 {
		t.Errorf("%d prints of a frozen agreement", got.Prints)
	}
	key(a, fyne.KeyEscape)
	if a.screen == screen(s) || a.route.Page != PageCase {
		t.Errorf("Esc leads to page %d", a.route.Page)
	}
}

func TestPreview_OldVersionsAreOnlyRead(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "printed", func(d *view.Desk, c *data.Case) (*data.Case, error) {
		return d.BackToTable(c, view.BackForm{Reason: "钱数写错"})
	})
	s := previewOf(t, a, c, c.Agreements[0].ID)
	shows(t, a, "已经作废或者被新的一版代替")
	before := events(t, a, c.ID)
	shortcut(a, fyne.KeyS, fyne.KeyModifierControl)
	shortcut(a, fyne.KeyP, fyne.KeyModifierControl)
	for _, b := range s.out {
		if !b.Disabled() {
			t.Errorf("%s can be pressed", b.Text)
		}
	}
	if events(t, a, c.ID) != before {
		t.Error("an old version was printed")
	}
}

func TestPreview_RegistrationForm(t *testing.T) {
	a := villageApp(t, 0)
	early := caseAt(t, a, "applied")
	a.Show(Route{Page: PagePreview, Case: early.ID, Papers: []forms.Ref{{Code: forms.Acceptance}}})
	settle()
	if s := a.screen.(*previewScreen); !s.out[0].Disabled() || s.note.Text == "" {
		t.Error("a case that was not accepted can be printed as accepted")
	}
	c := caseAt(t, a, "accepted")
	a.open(Route{Page: PagePreview, Case: c.ID, Papers: []forms.Ref{{Code: forms.Acceptance}}})
	settle()
	shortcut(a, fyne.KeyS, fyne.KeyModifierControl)
	shows(t, a, "文书存好了")
	if got := stored(t, a, c.ID).Papers; len(got) != 1 || got[0].Form != string(forms.Acceptance) {
		t.Errorf("papers %+v", got)
	}
}

// What could not be written does not count, and is written as it is once it can be.
func TestPreview_FolderRefuses(t *testing.T) {
	a := villageApp(t, 0)
	if err := os.WriteFile(a.Paths.Papers(), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	c := caseAt(t, a, "drafted")
	previewOf(t, a, c, c.Current().ID)
	shortcut(a, fyne.KeyS, fyne.KeyModifierControl)
	if a.window.Canvas().Overlays().Top() == nil {
		t.Error("a paper that could not be written goes without a word")
	}
	if got := stored(t, a, c.ID); !got.Current().Unprinted() || len(got.Papers) != len(c.Papers) {
		t.Errorf("the current version %+v, %d papers", got.Current(), len(got.Papers))
	}
	key(a, fyne.KeyEscape)
	if err := os.Remove(a.Paths.Papers()); err != nil {
		t.Fatal(err)
	}
	shortcut(a, fyne.KeyS, fyne.KeyModifierControl)
	if got := stored(t, a, c.ID); got.Current().Prints != 1 || len(got.Agreements) != len(c.Agreements) {
		t.Errorf("%d prints once the folder is there", got.Current().Prints)
	}
}

// A character that no font has is asked about, with where it stands; the paper then prints.
func TestPreview_RareCharacterWithoutFont(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "drafted", func(d *view.Desk, c *data.Case) (*data.Case, error) {
		p := c.Parties[0]
		p.Name = "叶\U0002ffff"
		return d.SetParty(c, p)
	})
	previewOf(t, a, c, c.Current().ID)
	shows(t, a, "有的字打印不出来", "U+2FFFF", "当事人")
	key(a, fyne.KeyEscape)
	shortcut(a, fyne.KeyS, fyne.KeyModifierControl)
	if got := stored(t, a, c.ID).Current(); got.Frozen() {
		t.Error("what cannot be printed is frozen")
	}
	shows(t, a, "有的字打印不出来")
	typeFirst(t, a, "建国")
	press(t, a, "就这样打印")
	shows(t, a, "只能填一个字")
	typeFirst(t, a, "")
	press(t, a, "就这样打印")
	shows(t, a, "文书存好了")
	got := stored(t, a, c.ID)
	if len(got.Spellings) != 1 || got.Spellings[0].As != "" || got.Current().Prints != 1 {
		t.Errorf("%+v, %d prints", got.Spellings, got.Current().Prints)
	}
	key(a, fyne.KeyEscape)
	a.Show(Route{Page: PageCase, Case: c.ID, Tab: 4})
	shows(t, a, "留空手写", "打印：人民调解协议书（第1次）")
}

// typeFirst types into the first field of the dialog that is open.
func typeFirst(t *testing.T, a *App, text string) {
	t.Helper()
	var first *widget.Entry
	walk(a.window.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
		if e, ok := o.(*widget.Entry); ok && first == nil {
			first = e
		}
	})
	if first == nil {
		t.Fatal("no field in the dialog")
	}
	first.SetText(text)
}

// unbound are the papers of a case without the catalogue, by which they would be bound.
func unbound(c *data.Case) []forms.Ref {
	return slices.DeleteFunc(forms.Papers(c), func(ref forms.Ref) bool { return ref.Code == forms.Catalogue })
}

// The dossier is one document; the list of its papers leads to where each begins.
func TestPreview_WholeDossier(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "printed")
	openCase(t, a, c.ID, dossierTab)
	press(t, a, "打印整卷")
	s, ok := a.screen.(*previewScreen)
	if !ok {
		t.Fatal("no preview")
	}
	refs := a.desk.DossierPapers(c)
	shows(t, a, strconv.Itoa(len(refs))+"份文书，按卷内目录装订成一卷", "第1页")
	last := len(refs) - 1
	if refs[last].Code != forms.Back || !slices.Equal(refs, s.refs) {
		t.Fatalf("papers %v", s.refs)
	}
	s.papers.SetSelectedIndex(last)
	settle()
	if s.preview.HasNext() || s.preview.Paper() != last {
		t.Errorf("the back is not the last page: paper %d, %s", s.preview.Paper(), s.preview.Position())
	}
	shortcut(a, fyne.KeyLeft, fyne.KeyModifierAlt)
	if got := s.papers.SelectedIndex(); got != last-1 {
		t.Errorf("before the back stands paper %d of %d", got, len(refs))
	}
	shortcut(a, fyne.KeyS, fyne.KeyModifierControl)
	shows(t, a, "文书存好了")
	if files, _ := filepath.Glob(filepath.Join(a.Paths.Papers(), "调解卷宗*.pdf")); len(files) != 1 {
		t.Errorf("files %v", files)
	}
	if got := stored(t, a, c.ID); len(got.Papers) != len(c.Papers)+len(refs) || got.Current().Prints != 2 {
		t.Errorf("%d papers were counted, of %d; agreement %d", len(got.Papers)-len(c.Papers), len(refs), got.Current().Prints)
	}
}

// A report is shown as it is printed, and is of no case.
func TestPreview_Report(t *testing.T) {
	a := villageApp(t, 0)
	a.Show(Route{Page: PageTotals, Tab: 1})
	settle()
	press(t, a, "打印")
	shows(t, a, "按现在的登记生成", "第1页")
	shortcut(a, fyne.KeyS, fyne.KeyModifierControl)
	shows(t, a, "文书存好了")
	if files, _ := filepath.Glob(filepath.Join(a.Paths.Papers(), "人民调解案件情况统计表*.pdf")); len(files) != 1 {
		t.Errorf("files %v", files)
	}
	press(t, a, "知道了")
	a.Show(Route{Page: PageTotals, Tab: 1})
	settle()
	a.screen.(*totalsScreen).span.SetKey(spanMonth)
	settle()
	shows(t, a, "2026年7月1日")
	press(t, a, "打印")
	key(a, fyne.KeyEscape)
	shows(t, a, "2026年7月1日")
	before := len(a.desk.Store.Committee().Exports)
	a.Show(Route{Page: PageTotals, Tab: 2})
	settle()
	press(t, a, "打印")
	shows(t, a, "记入导出记录")
	shortcut(a, fyne.KeyS, fyne.KeyModifierControl)
	shows(t, a, "文书存好了")
	if got := len(a.desk.Store.Committee().Exports); got != before+1 {
		t.Errorf("%d exports noted", got-before)
	}
}

func TestPreview_SetOfPapers(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "printed")
	refs := unbound(c)
	a.Show(Route{Page: PagePreview, Case: c.ID, Papers: refs})
	settle()
	s := a.screen.(*previewScreen)
	if got := s.papers.SelectedIndex(); got != 0 || len(s.papers.Options) != len(refs) {
		t.Fatalf("paper %d of %v", got, s.papers.Options)
	}
	for range len(refs) * 3 {
		shortcut(a, fyne.KeyRight, fyne.KeyModifierAlt)
	}
	if got := s.papers.SelectedIndex(); got != len(refs)-1 {
		t.Errorf("the last page is of paper %d of %d", got, len(refs))
	}
	s.papers.SetSelectedIndex(0)
	settle()
	shows(t, a, "第1页")
	before := len(c.Papers)
	shortcut(a, fyne.KeyS, fyne.KeyModifierControl)
	shows(t, a, "文书存好了", "人民调解文书") // one file holds them all
	if got := stored(t, a, c.ID); len(got.Papers) != before+len(refs) {
		t.Errorf("%d papers were counted, of %d", len(got.Papers)-before, len(refs))
	}
}

func TestPreview_Blank(t *testing.T) {
	a := villageApp(t, 0)
	a.Show(Route{Page: PageBlanks})
	shows(t, a, "空白表格", "人民调解协议书")
	before := a.desk.Store.Rows()
	press(t, a, "看")
	shows(t, a, "不算案件的文书", "第1页")
	shortcut(a, fyne.KeyS, fyne.KeyModifierControl)
	shows(t, a, "文书存好了")
	if files, _ := filepath.Glob(filepath.Join(a.Paths.Papers(), "空白*.pdf")); len(files) != 1 {
		t.Errorf("files %v", files)
	}
	if len(a.desk.Store.Rows()) != len(before) {
		t.Error("an empty form is on record")
	}
}

// Coming back from a preview leads to where the papers stand.
func TestPreview_BackToThePlace(t *testing.T) {
	a := sampleApp(t)
	var full *data.Case
	a.desk.Store.Cases(func(c *data.Case) bool {
		if full == nil || len(c.Sessions) > len(full.Sessions) {
			full = c
		}
		return true
	})
	a.Show(Route{Page: PageCase, Case: full.ID})
	settle()
	s := a.screen.(*caseScreen)
	s.toPapers()
	at := s.body.Offset.Y
	a.showPapers(s.seen, a.desk.DossierPapers(s.seen))
	settle()
	a.Back()
	settle()
	if now := a.screen.(*caseScreen).body.Offset.Y; at == 0 || now != at {
		t.Errorf("scrolled to %v, before to %v", now, at)
	}
}
