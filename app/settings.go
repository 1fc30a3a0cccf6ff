package app

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
)

// settingsScreen is what is set once and looked at now and then, a tab for each
// matter.
type settingsScreen struct {
	app  *App
	tab  int
	view *view.SettingsView
	tabs []*widget.Button
	body *container.Scroll
	list *fyne.Container
	// chosen is the list that is shown, copied the record's copy that was made for a
	// hand-over.
	chosen data.ListName
	copied recordCopy
	// handing is the change of head that was just entered.
	handing  data.Succession
	handOver lazy[view.HandOverView]
}

func newSettings(a *App, r Route) screen { return &settingsScreen{app: a, tab: r.Tab} }

// settingsTab is one tab: its word and what fills it. A tab that is about the record
// as a file has no place in the samples.
type settingsTab struct {
	word string
	real bool
	fill func(*settingsScreen) []fyne.CanvasObject
}

// settingsTabs names the tabs; each has its own file's function to fill it.
var settingsTabs = []settingsTab{
	{"settings.tab.display", false, (*settingsScreen).displayTab},
	{"settings.tab.committee", false, (*settingsScreen).committeeTab},
	{"settings.tab.lists", false, (*settingsScreen).listsTab},
	{"settings.tab.handover", false, (*settingsScreen).handOverTab},
	{"settings.tab.users", true, (*settingsScreen).usersTab},
	{"settings.tab.backup", true, (*settingsScreen).backupTab},
	{"settings.tab.exchange", true, (*settingsScreen).exchangeTab},
	{"settings.tab.keeping", false, (*settingsScreen).keepingTab},
	{"settings.tab.link", true, (*settingsScreen).linkTab},
	{"settings.tab.computers", true, (*settingsScreen).computersTab},
}

// tabHandOver is the place of the tab that a change of head leads to.
const tabHandOver = 3

// tabOf finds the place of a tab by its word.
func tabOf(word string) int {
	return slices.IndexFunc(settingsTabs, func(t settingsTab) bool { return t.word == word })
}

// again shows what was read for the screen, if it is still there.
func (s *settingsScreen) again() {
	if s.app.screen == screen(s) {
		s.app.refresh()
	}
}

func (s *settingsScreen) build() fyne.CanvasObject {
	a := s.app
	tabs := container.NewGridWithColumns((len(settingsTabs) + 1) / 2) // in two rows
	for i, t := range settingsTabs {
		b := a.tabButton(i, t.word, func() { s.open(i) })
		b.Hidden = t.real && a.inSamples()
		s.tabs = append(s.tabs, b)
		tabs.Add(b)
	}
	s.list = container.NewVBox()
	s.body = scrolling(s.list)
	a.turnPages(s.body)
	top := container.NewVBox(heading(a.T("settings.title")), container.NewHScroll(tabs), fynewidget.NewSeparator())
	return container.New(layout.NewBorderLayout(top, nil, nil, nil), top, s.body) // in the order of reading
}

func (s *settingsScreen) open(tab int) {
	s.tab, s.app.route.Tab = tab, tab
	s.app.refresh()
	s.body.ScrollToTop()
}

func (s *settingsScreen) refresh() {
	if s.tabs[s.tab].Hidden { // the samples do not have it
		s.tab = 0
	}
	for i, b := range s.tabs {
		b.Importance = fynewidget.LowImportance
		if i == s.tab {
			b.Importance = fynewidget.MediumImportance
		}
		b.Refresh()
	}
	s.list.Objects = settingsTabs[s.tab].fill(s)
	widget.KeepInView(s.body, s.list.Objects...)
	s.list.Refresh()
}

// section is a heading with, where there is one, the button of what it is about.
func (s *settingsScreen) section(word, button string, do func()) fyne.CanvasObject {
	row := container.NewHBox(heading(s.app.T(word)), layout.NewSpacer())
	if do != nil {
		row.Add(widget.NewButton(button, do))
	}
	return row
}

// warning is a line that wants to be seen.
func warning(text string) fyne.CanvasObject {
	l := line("⚠ " + text)
	l.Importance = fynewidget.WarningImportance
	return l
}
