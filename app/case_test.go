package app

import (
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"woshou/app/theme"
	"woshou/app/view"
	"woshou/app/widget"
	"woshou/assets/fonts"
	"woshou/data"
	forms "woshou/data/form"
	"woshou/data/store"
	"woshou/pdf"
)

// sampleRecords plays the sample cases of each village once, into the bytes of a record.
var sampleRecords = sync.OnceValues(func() (out [][]byte, err error) {
	villages, err := view.Villages()
	if err != nil {
		return nil, err
	}
	words, err := view.NewWords("zh")
	if err != nil {
		return nil, err
	}
	papers, err := sampleFonts()
	if err != nil {
		return nil, err
	}
	for _, v := range villages {
		dir, err := os.MkdirTemp("", "woshou-test-")
		if err != nil {
			return nil, err
		}
		defer os.RemoveAll(dir)
		paths := view.Paths{Dir: dir}
		desk := &view.Desk{Fonts: papers, Words: words, Now: func() time.Time { return testNow }}
		opt := store.Options{Argon2: store.Argon2Params{Memory: 8, Time: 1, Lanes: 1}, Now: desk.Now}
		if err := makeSamples(paths, desk, v, opt); err != nil {
			return nil, err
		}
		raw, err := os.ReadFile(paths.Record())
		if err != nil {
			return nil, err
		}
		out = append(out, raw)
	}
	return out, nil
})

var sampleFonts = sync.OnceValues(func() (*pdf.Fonts, error) { return pdf.Load() })

// villageApp returns a desk over a copy of a village's sample cases, on testNow.
func villageApp(t testing.TB, village int) *App {
	t.Helper()
	records, err := sampleRecords()
	if err != nil {
		t.Fatal(err)
	}
	a := newApp(t)
	a.Paths = a.home.Samples()
	if err := a.Paths.Make(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(a.Paths.Record(), records[village], 0o600); err != nil {
		t.Fatal(err)
	}
	st, err := unlockSamples(a.Paths, a.storeOptions())
	if err != nil {
		t.Fatal(err)
	}
	papers, err := sampleFonts()
	if err != nil {
		t.Fatal(err)
	}
	a.enter(opening{store: st, fonts: papers})
	return a
}

// stages are the steps of a case's life, as the actions take them.
var stages = []struct {
	name string
	do   func(d *view.Desk, c *data.Case) (*data.Case, error)
}{
	{"draft", func(d *view.Desk, _ *data.Case) (*data.Case, error) {
		in := d.NewIntake()
		in.Draft, in.Type, in.Summary, in.Source, in.Organ = true, "02", "因院墙滴水发生争执。", data.Referral, data.Organ(data.Organs[0].Code)
		in.Parties[0].Name, in.Parties[1].Name = "叶建国", "张根土"
		return d.Intake(in)
	}},
	{"applied", (*view.Desk).Apply},
	{"accepted", func(d *view.Desk, c *data.Case) (*data.Case, error) {
		return d.Accept(c, view.AcceptForm{On: d.Today(), Mediators: []data.ElementID{d.Store.Author()}, Consent: everybody(c)})
	}},
	{"informed", func(d *view.Desk, c *data.Case) (*data.Case, error) {
		return d.Inform(c, view.InformForm{On: d.Today(), By: d.Store.Author()})
	}},
	{"mediating", func(d *view.Desk, c *data.Case) (*data.Case, error) {
		s := d.NewSession(c)
		s.Place, s.Notes = "调解室", "双方各说各的理。"
		return d.SetSession(c, s)
	}},
	{"drafted", func(d *view.Desk, c *data.Case) (*data.Case, error) {
		in := d.NewAgreement(c)
		in.Clauses = []data.Clause{{Kind: data.PayMoney, From: everybody(c)[1:], To: everybody(c)[:1], Amount: 80000, Due: d.Today()}}
		return d.SetAgreement(c, in)
	}},
	{"printed", func(d *view.Desk, c *data.Case) (*data.Case, error) {
		c, _, err := d.PrintAgreement(c)
		return c, err
	}},
	{"marked", func(d *view.Desk, c *data.Case) (out *data.Case, err error) {
		for _, id := range everybody(c) {
			if c, err = d.Mark(c, view.MarkForm{Party: id, Kind: data.Signature, On: d.Today()}); err != nil {
				return nil, err
			}
		}
		if c, err = d.MediatorMark(c, view.DayForm{On: d.Today()}); err != nil {
			return nil, err
		}
		return d.Seal(c, view.DayForm{On: d.Today()})
	}},
	{"in force", (*view.Desk).PaperSeen},
	{"performed", func(d *view.Desk, c *data.Case) (*data.Case, error) {
		return d.Perform(c, view.PerformForm{Item: c.Current().Items[0].ID, On: d.Today()})
	}},
	{"closed", func(d *view.Desk, c *data.Case) (*data.Case, error) {
		c, err := d.Feedback(c, d.NewFeedback(c))
		if err != nil {
			return nil, err
		}
		return d.Close(c, view.DayForm{On: d.Today()})
	}},
}

func everybody(c *data.Case) []data.ElementID {
	var out []data.ElementID
	for _, p := range c.Parties {
		out = append(out, p.ID)
	}
	return out
}

// caseAt brings a new case to a stage and then takes further steps.
func caseAt(t testing.TB, a *App, stage string, more ...func(d *view.Desk, c *data.Case) (*data.Case, error)) *data.Case {
	t.Helper()
	var c *data.Case
	for _, s := range stages {
		var err error
		if c, err = s.do(a.desk, c); err != nil {
			t.Fatalf("%s: %v", s.name, err)
		}
		if s.name != stage {
			continue
		}
		for _, do := range more {
			if c, err = do(a.desk, c); err != nil {
				t.Fatalf("after %s: %v", stage, err)
			}
		}
		return c
	}
	t.Fatalf("no stage %s", stage)
	return nil
}

// openCase shows a case.
func openCase(t testing.TB, a *App, id data.CaseID, tab int) *caseScreen {
	t.Helper()
	a.Show(Route{Page: PageCase, Case: id, Tab: tab})
	settle()
	s, ok := a.screen.(*caseScreen)
	if !ok {
		t.Fatalf("the case opens %T", a.screen)
	}
	return s
}

// stored is a case as the record has it.
func stored(t testing.TB, a *App, id data.CaseID) *data.Case {
	t.Helper()
	c, err := a.desk.Store.Case(id)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// events counts what the record knows of a case.
func events(t testing.TB, a *App, id data.CaseID) int {
	t.Helper()
	h, err := a.desk.Store.History(id)
	if err != nil {
		t.Fatal(err)
	}
	return len(h)
}

// shortcut presses a key with Ctrl or Alt. Fyne's canvas for tests hides the one that
// takes shortcuts in a field.
func shortcut(a *App, key fyne.KeyName, modifier fyne.KeyModifier) {
	inner := reflect.ValueOf(a.window.Canvas()).Elem().FieldByName("WindowlessCanvas").Interface()
	inner.(fyne.Shortcutable).TypedShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: modifier})
	settle()
}

func allCases(a *App) []*data.Case {
	var out []*data.Case
	a.desk.Store.Cases(func(c *data.Case) bool {
		out = append(out, c)
		return true
	})
	return out
}

func TestCase_EverySampleOpens(t *testing.T) {
	for village := range 2 {
		a := villageApp(t, village)
		for _, scale := range []float32{theme.ScaleNormal, theme.ScaleHuge} {
			a.setScale(scale)
			for _, c := range allCases(a) {
				for tab := range caseTabs {
					openCase(t, a, c.ID, tab)
					a.refresh()
					shows(t, a, c.Title(), a.T("status."+string(c.Status)))
				}
				if scale != theme.ScaleNormal {
					continue // the pages of a crowded case are in TestCase_CrowdedFitsTheScreen
				}
				for _, r := range pagesOf(c) {
					a.Show(r)
					settle()
					if a.window.Canvas().Overlays().Top() != nil {
						t.Errorf("%s, page %d: a dialog opens:\n%s", c.Number, r.Page, texts(a))
						key(a, fyne.KeyEscape)
					}
				}
			}
		}
	}
}

// pagesOf leads to all pages about a case.
func pagesOf(c *data.Case) []Route {
	out := []Route{{Page: PageIntake, Case: c.ID}, {Page: PageParty, Case: c.ID}, {Page: PageSession, Case: c.ID}, {Page: PageAgreement, Case: c.ID}}
	for _, p := range c.Parties {
		out = append(out, Route{Page: PageParty, Case: c.ID, Element: p.ID})
	}
	for _, s := range c.Sessions {
		out = append(out, Route{Page: PageSession, Case: c.ID, Element: s.ID})
	}
	for _, g := range c.Agreements {
		out = append(out, Route{Page: PagePreview, Case: c.ID, Papers: []forms.Ref{{Code: forms.Agreement, Element: g.ID}}})
	}
	return append(out, Route{Page: PagePreview, Case: c.ID, Papers: forms.Papers(c)})
}

const longName = "阿依古丽·买买提·阿卜杜热依木·吐尔逊江·麦麦提敏·古丽娜尔"

// crowded is a case with twelve parties of long names and forty clauses, marked by one.
func crowded(t testing.TB, a *App) *data.Case {
	t.Helper()
	return caseAt(t, a, "mediating", func(d *view.Desk, c *data.Case) (*data.Case, error) {
		var err error
		for i := range 10 {
			p := data.Party{Role: data.ThirdPerson, Kind: data.Person, Name: longName, Phone: "1", Address: strings.Repeat("示例县清溪镇东篱村", 9)}
			p.Age = 20 + i
			if c, err = d.SetParty(c, p); err != nil {
				return nil, err
			}
		}
		if c, err = d.Inform(c, view.InformForm{On: d.Today(), By: d.Store.Author()}); err != nil {
			return nil, err
		}
		in := d.NewAgreement(c)
		for range 40 {
			in.Clauses = append(in.Clauses, data.Clause{Kind: data.PayMoney, From: everybody(c)[1:], To: everybody(c)[:1], Amount: 123456789, Purpose: strings.Repeat("医药费、误工费、", 8), Due: d.Today()})
		}
		return d.SetAgreement(c, in)
	}, stages[6].do, func(d *view.Desk, c *data.Case) (*data.Case, error) {
		return d.Mark(c, view.MarkForm{Party: everybody(c)[5], Kind: data.Fingerprint, On: d.Today(), By: longName})
	})
}

func TestCase_CrowdedFitsTheScreen(t *testing.T) {
	a := villageApp(t, 0)
	a.Theme = theme.New(fonts.UI(), nil)
	if n := len([]rune(longName)); n != 30 {
		t.Fatalf("the long name has %d characters", n)
	}
	c := crowded(t, a)
	for _, void := range []bool{false, true} {
		if void {
			var err error
			if c, err = a.desk.BackToTable(c, view.BackForm{Reason: strings.Repeat("写错了钱数，", 20)}); err != nil {
				t.Fatal(err)
			}
		}
		routes := append(pagesOf(c)[:6], Route{Page: PagePreview, Case: c.ID, Papers: []forms.Ref{{Code: forms.Agreement, Element: c.Current().ID}}})
		for tab := range caseTabs {
			routes = append(routes, Route{Page: PageCase, Case: c.ID, Tab: tab})
		}
		for _, scale := range []float32{theme.ScaleNormal, theme.ScaleHuge} {
			a.setScale(scale)
			for _, r := range routes {
				a.Show(r)
				settle()
				if size := a.window.Content().MinSize(); size.Width > screenWidth || size.Height > screenHeight {
					t.Errorf("page %d, tab %d at scale %v needs %v", r.Page, r.Tab, scale, size)
				}
			}
		}
	}
}

// dialogFits fails the test when the open dialog is larger than the screen.
func dialogFits(t *testing.T, a *App, what string) {
	t.Helper()
	top := a.window.Canvas().Overlays().Top()
	if top == nil {
		return
	}
	var body *fyne.Container
	walk(top, func(o fyne.CanvasObject) {
		if c, ok := o.(*fyne.Container); ok && body == nil {
			body = c
		}
	})
	if size := body.MinSize(); size.Width > screenWidth || size.Height > screenHeight {
		t.Errorf("the dialog of %s needs %v", what, size)
	}
}

func TestCase_KeysOfTheScreen(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "accepted")
	s := openCase(t, a, c.ID, 0)
	for i, want := range []string{"登记内容", "调解记录", "协议书", "履行情况", "谁在什么时候做了什么"} {
		shortcut(a, fyne.KeyName(rune('1'+i)), fyne.KeyModifierAlt)
		if s.tab != i {
			t.Errorf("Alt+%d opens tab %d", i+1, s.tab)
		}
		shows(t, a, want)
	}
	key(a, fyne.KeyF9)
	shows(t, a, "其他步骤", "登记证据", "作废")
	key(a, fyne.KeyEscape)
	key(a, fyne.KeyF8)
	shows(t, a, "告知权利义务", "告知了谁")
	key(a, fyne.KeyEscape)
	if n := events(t, a, c.ID); n != 3 || a.screen != screen(s) {
		t.Errorf("%d events, screen %T", n, a.screen)
	}
}

func TestCase_ReadsFromTopToBottom(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "accepted")
	s := openCase(t, a, c.ID, 0)
	if f := a.window.Canvas().Focused(); f != nil {
		t.Errorf("a case opens with the focus on %T", f)
	}
	var order []string
	for range 40 {
		a.window.Canvas().FocusNext()
		b, ok := a.window.Canvas().Focused().(*widget.Button)
		if !ok {
			break
		}
		order = append(order, b.Text)
	}
	at := func(text string) int {
		return slices.IndexFunc(order, func(o string) bool { return strings.HasPrefix(o, text) })
	}
	for _, pair := range [][2]string{{"告知权利义务", "其他步骤"}, {"其他步骤", "登记  Alt"}, {"登记  Alt", "修改登记内容"}, {"修改登记内容", "登记当事人"}} {
		if at(pair[0]) < 0 || at(pair[0]) > at(pair[1]) {
			t.Errorf("Tab does not come to %s before %s: %q", pair[0], pair[1], order)
		}
	}
	s.body.Resize(fyne.NewSize(900, 200))
	key(a, fyne.KeyPageDown)
	a.window.Canvas().Unfocus()
	key(a, fyne.KeyPageDown)
	if s.body.Offset.Y == 0 {
		t.Error("Page Down does not scroll")
	}
	for range 9 {
		key(a, fyne.KeyPageUp)
	}
	if s.body.Offset.Y != 0 {
		t.Errorf("Page Up leaves the case at %v", s.body.Offset)
	}
}

func TestCase_NothingLeftToDo(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "closed")
	s := openCase(t, a, c.ID, 0)
	c, err := a.desk.SetFollowUp(c, data.FollowUp{On: a.today(), By: "杨秀莲", Performed: data.FoundPerformed})
	if err != nil {
		t.Fatal(err)
	}
	c, err = a.desk.Archive(c, view.ArchiveForm{On: a.today(), Retention: data.LongTerm, Pages: 26})
	if err != nil {
		t.Fatal(err)
	}
	a.refresh()
	if s.next.Visible() {
		t.Errorf("an archived case proposes %q", s.next.Text)
	}
	before := events(t, a, c.ID)
	key(a, fyne.KeyF8)
	if a.window.Canvas().Overlays().Top() != nil || events(t, a, c.ID) != before {
		t.Error("F8 still does something")
	}
	for tab := range caseTabs {
		s.open(tab)
		visible(a, func(o fyne.CanvasObject) {
			if b, ok := o.(*widget.Button); ok && b.Text == a.T("case.open") {
				t.Errorf("tab %d of an archived case opens something to change", tab)
			}
		})
	}
}

func TestCase_StagesOpenTheirTab(t *testing.T) {
	a := villageApp(t, 0)
	s := openCase(t, a, caseAt(t, a, "in force").ID, 0)
	for stage, tab := range map[string]int{"登记": 0, "受理": 0, "调解": 1, "签章": 2, "6 履行": 3, "7 结案": 3} {
		var found *widget.Button
		walk(s.head, func(o fyne.CanvasObject) {
			if b, ok := o.(*widget.Button); ok && b.Text == stage {
				found = b
			}
		})
		if found == nil {
			t.Errorf("no stage %s:\n%s", stage, texts(a))
			continue
		}
		test.Tap(found)
		if s.tab != tab {
			t.Errorf("%s opens tab %d, want %d", stage, s.tab, tab)
		}
	}
}

func TestCase_UnknownCaseLeadsBack(t *testing.T) {
	a := villageApp(t, 0)
	for _, p := range []Page{PageCase, PageIntake, PageParty, PageSession, PageAgreement, PagePreview} {
		a.Show(Route{Page: p, Case: data.NewCaseID()})
		settle()
		shows(t, a, "找不到这条记录")
		if _, ok := a.screen.(*todayScreen); !ok {
			t.Errorf("page %d of no case shows %T", p, a.screen)
		}
		key(a, fyne.KeyEscape)
	}
}

func TestCase_FocusKeepsInView(t *testing.T) {
	a := villageApp(t, 0)
	c := caseAt(t, a, "in force")
	for range 9 {
		var err error
		if c, err = a.desk.SetEvidence(c, data.Evidence{Title: "照片"}); err != nil {
			t.Fatal(err)
		}
	}
	s := openCase(t, a, c.ID, 1)
	var last *widget.Button
	walk(s.content, func(o fyne.CanvasObject) {
		if b, ok := o.(*widget.Button); ok {
			last = b
		}
	})
	a.window.Canvas().Focus(last)
	if s.body.Offset.Y == 0 {
		t.Error("a button far below gets the focus out of sight")
	}
}

// The time a case takes to open is told, never judged: computers differ.
func BenchmarkCase_Open(b *testing.B) {
	a := villageApp(b, 0)
	a.Theme = theme.New(fonts.UI(), nil)
	a.setScale(theme.ScaleNormal)
	most := allCases(a)[0]
	for _, c := range allCases(a) {
		if len(c.Sessions) > len(most.Sessions) {
			most = c
		}
	}
	for tab := range caseTabs {
		b.Run(caseTabs[tab].word, func(b *testing.B) {
			for range b.N {
				a.open(Route{Page: PageCase, Case: most.ID, Tab: tab})
			}
		})
	}
}

// Which papers are ticked is kept while the case is open: over the screens one goes to and
// comes back from, until another case is opened.
func TestCase_TicksOfPapersStay(t *testing.T) {
	a := villageApp(t, 0)
	c, other := caseAt(t, a, "printed"), caseAt(t, a, "drafted")
	ticked := func() int { return len(a.screen.(*caseScreen).papers.chosen()) }
	s := openCase(t, a, c.ID, dossierTab)
	s.papers.ticks[0].SetChecked(true)
	s.papers.ticks[1].SetChecked(true)
	press(t, a, "核对扫描件")
	a.Back()
	settle()
	if n := ticked(); n != 2 {
		t.Errorf("%d are ticked after coming back", n)
	}
	a.Show(Route{Page: PageParty, Case: c.ID, Element: c.Parties[0].ID})
	a.returnTo(Route{Page: PageCase, Case: c.ID})
	settle()
	openCase(t, a, c.ID, dossierTab)
	if n := ticked(); n != 2 {
		t.Errorf("%d are ticked after a page of the case", n)
	}
	openCase(t, a, other.ID, dossierTab)
	if n := ticked(); n != 0 {
		t.Errorf("%d papers of another case are ticked", n)
	}
	openCase(t, a, c.ID, dossierTab)
	if n := ticked(); n != 0 {
		t.Errorf("%d are ticked after another case was open", n)
	}
}
