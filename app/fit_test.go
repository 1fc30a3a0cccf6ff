package app

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/theme"
	"woshou/app/view"
	"woshou/assets/fonts"
	"woshou/data"
	forms "woshou/data/form"
)

// The commonest screen in village rooms is 1366 by 768 pixels, and the title of the
// window and the system's bar take some of it. No screen may need more, at any size
// of type.
const screenWidth, screenHeight = 1366, 700

func TestScreens_FitAtEverySize(t *testing.T) {
	a := sampleApp(t)
	a.Theme = theme.New(fonts.UI(), nil)
	for _, scale := range []float32{theme.ScaleNormal, theme.ScaleLarge, theme.ScaleHuge} {
		a.setScale(scale)
		for _, r := range everyRoute(t, a) {
			a.open(r)
			settle()
			if size := a.window.Content().MinSize(); size.Width > screenWidth || size.Height > screenHeight {
				t.Errorf("page %d, tab %d at scale %v needs %v", r.Page, r.Tab, scale, size)
			}
		}
	}
}

func TestScreens_BeforeTheDeskFit(t *testing.T) {
	a := newApp(t)
	a.Theme = theme.New(fonts.UI(), nil).Scaled(theme.ScaleHuge)
	a.fyne.Settings().SetTheme(a.Theme)
	setUp(t, a)
	for range 2 {
		if size := a.window.Content().MinSize(); size.Width > screenWidth || size.Height > screenHeight {
			t.Errorf("%T needs %v", a.screen, size)
		}
		a.closeDesk()
		a.start()
		settle()
	}
}

// What stands in the middle of the window holds its text at every size of type: a line
// that wraps ends above the end of its panel.
func TestMiddle_HoldsItsText(t *testing.T) {
	a := newApp(t)
	a.Theme = theme.New(fonts.UI(), nil)
	for _, scale := range []float32{theme.ScaleNormal, theme.ScaleLarge, theme.ScaleHuge} {
		a.setScale(scale)
		long := strings.Repeat("换一台电脑，记录还在，", 20)
		a.window.SetContent(middle(a, "加入", line(long), panel(line(long)), fynewidget.NewButton("好", nil)))
		var card, text float32
		end := func(o fyne.CanvasObject) float32 {
			return fyne.CurrentApp().Driver().AbsolutePositionForObject(o).Y + max(o.Size().Height, o.MinSize().Height)
		}
		visible(a, func(o fyne.CanvasObject) {
			switch o := o.(type) {
			case *canvas.Rectangle:
				if o.CornerRadius > 0 {
					card = max(card, end(o))
				}
			case *fynewidget.Label, *fynewidget.Button:
				text = max(text, end(o))
			}
		})
		if text == 0 || text > card {
			t.Errorf("at scale %v the panel ends at %v, what is in it at %v", scale, card, text)
		}
	}
}

// The tabs that the samples do not have, and the lock, with long names and posts.
func TestSettings_RealTabsFit(t *testing.T) {
	a := shared(t)
	a.Theme = theme.New(fonts.UI(), nil)
	long := data.Reader{Name: "阿依古丽·买买提吐尔逊", Post: "清溪镇综合治理中心派驻指导员"}
	if _, err := a.desk.SetReader(long); err != nil {
		t.Fatal(err)
	}
	for _, scale := range []float32{theme.ScaleNormal, theme.ScaleLarge, theme.ScaleHuge} {
		a.setScale(scale)
		for tab := range settingsTabs {
			a.open(Route{Page: PageSettings, Tab: tab})
			if size := a.window.Content().MinSize(); size.Width > screenWidth || size.Height > screenHeight {
				t.Errorf("%s at scale %v needs %v", settingsTabs[tab].word, scale, size)
			}
		}
		a.lockNow()
		if size := a.window.Content().MinSize(); size.Width > screenWidth || size.Height > screenHeight {
			t.Errorf("the lock at scale %v needs %v", scale, size)
		}
		a.cover.try(t, testPassword)
	}
}

// everyRoute leads to every screen of an open desk, with a case that has all parts.
func everyRoute(t *testing.T, a *App) []Route {
	t.Helper()
	var full *data.Case
	a.desk.Store.Cases(func(c *data.Case) bool {
		if full == nil || len(c.Sessions) > len(full.Sessions) {
			full = c
		}
		return true
	})
	routes := []Route{
		{Page: PageToday}, {Page: PageLedger}, {Page: PageLedger, Filter: data.Filter{Figure: data.FigureReceived, Period: data.ReportYearOf(a.today())}},
		{Page: PageSync}, {Page: PageIntake}, {Page: PageIntake, Case: full.ID},
		{Page: PageParty, Case: full.ID}, {Page: PageParty, Case: full.ID, Element: full.Parties[0].ID},
		{Page: PageSession, Case: full.ID, Element: full.Sessions[0].ID}, {Page: PageAgreement, Case: full.ID},
		{Page: PagePreview, Case: full.ID, Papers: []forms.Ref{{Code: forms.Agreement, Element: full.Current().ID}}},
		{Page: PagePreview, Case: full.ID, Papers: forms.Papers(full)}, {Page: PageImport},
		{Page: PageScan, Case: full.ID}, {Page: PageBlanks}, {Page: PagePreview, Papers: []forms.Ref{{Code: forms.Acceptance}}},
		{Page: PagePreview, Committee: view.CommitteeRef{Code: forms.Subsidy, Period: data.ReportYearOf(a.today())}},
	}
	for tab := range settingsTabs {
		routes = append(routes, Route{Page: PageSettings, Tab: tab})
	}
	for tab := range totalsTabs {
		routes = append(routes, Route{Page: PageTotals, Tab: tab})
	}
	for tab := range caseTabs {
		routes = append(routes, Route{Page: PageCase, Case: full.ID, Tab: tab})
	}
	return routes
}
