package app

import (
	"fyne.io/fyne/v2/container"

	"woshou/app/view"
	"woshou/data"
	forms "woshou/data/form"
)

// Page names a screen.
type Page int

// The screens of the desk.
const (
	PageSetup Page = iota
	PageUnlock
	PageToday
	PageLedger
	PageCase
	PageIntake
	PageParty
	PageSession
	PageAgreement
	PagePreview
	PageTotals
	PageSync
	PageSettings
	PageImport
	PageBlanks
	PageScan
)

// Route is a place in the desk as a plain value: a screen, and what it is about.
type Route struct {
	Page    Page
	Case    data.CaseID
	Element data.ElementID
	// Papers are what a preview shows: of the case, or, without one, empty forms.
	Papers []forms.Ref
	// Committee is the paper of the committee that a preview shows without a case.
	Committee view.CommitteeRef
	// offset is how far the case was scrolled, so that coming back leads to the same place.
	offset float32
	// Tab is the part of the case screen that is open.
	Tab int
	// Filter is what the ledger is narrowed to when it opens a figure of the totals.
	Filter data.Filter
	// ledger is what was searched for in the ledger.
	ledger ledgerPlace
	// totals is the period that was chosen in the totals.
	totals totalsPlace
}

// screens makes the screen of each page.
var screens map[Page]func(*App, Route) screen

func init() { // a map literal would be a cycle: screens -> open -> screens
	plain := func(make func(*App) screen) func(*App, Route) screen {
		return func(a *App, _ Route) screen { return make(a) }
	}
	screens = map[Page]func(*App, Route) screen{
		PageSetup: firstRun, PageUnlock: plain(newUnlock), PageToday: plain(newToday),
		PageLedger: newLedger, PageCase: newCase, PageIntake: newIntake, PageParty: newParty,
		PageSession: newSession, PageAgreement: newAgreement, PagePreview: newPreview,
		PageTotals: newTotals, PageSync: plain(newSync), PageSettings: newSettings,
		PageImport: plain(newImport), PageBlanks: plain(newBlanks), PageScan: newScan,
	}
}

// firstRun is what there is to see before there is a record.
func firstRun(a *App, r Route) screen {
	if r.Tab == tabJoin {
		return newJoin(a)
	}
	return newSetup(a)
}

// Show goes to a screen; what is typed and not saved is asked about first.
func (a *App) Show(r Route) {
	a.leave(func() {
		if a.screen != nil && a.route.Page > PageUnlock && r.Page != a.route.Page {
			a.back = append(a.back, a.route)
		}
		a.open(r)
	})
}

// Back goes to where the user came from.
func (a *App) Back() {
	a.leave(func() {
		r := Route{Page: PageToday}
		if n := len(a.back); n > 0 {
			r, a.back = a.back[n-1], a.back[:n-1]
		}
		a.open(r)
	})
}

// returnTo goes to a screen without asking: its caller has saved. A page of a case that was
// opened from the preview of its papers leads back to them.
func (a *App) returnTo(r Route) {
	if n := len(a.back); n > 0 && a.back[n-1].Page == PagePreview && a.back[n-1].Case == r.Case {
		r, a.back = a.back[n-1], a.back[:n-1]
		a.open(r)
		return
	}
	for n := len(a.back); n > 0 && a.back[n-1].Page >= PageIntake && a.back[n-1].Page <= PagePreview; n-- {
		a.back = a.back[:n-1]
	}
	if n := len(a.back); n > 0 && a.back[n-1].Page == r.Page {
		a.back = a.back[:n-1]
	}
	a.open(r)
}

func (a *App) open(r Route) {
	a.route = r
	a.keys.Clear()
	a.idle.touch()
	if a.cover == nil {
		a.window.Canvas().Unfocus() // a button of the screen before must not act again
	}
	a.screen = screens[r.Page](a, r)
	content := a.screen.build()
	if r.Page > PageUnlock {
		a.nav = newNavigation(a)
		content = container.NewBorder(nil, nil, a.nav.build(), nil, container.NewPadded(content))
	}
	a.put(content)
	a.refresh()
	a.focusFirst()
	a.Log.Info("screen", "page", int(r.Page))
}

// focusFirst puts the cursor where the screen begins, so that one can type at once.
func (a *App) focusFirst() {
	if a.cover != nil {
		return
	}
	if s, ok := a.screen.(starter); ok {
		if field := s.first(); field != nil {
			a.window.Canvas().Focus(field)
		}
	}
}

// leave calls then, unless something typed would be lost and the user wants to stay.
func (a *App) leave(then func()) {
	if k, ok := a.screen.(keeper); !ok || !k.dirty() {
		then()
		return
	}
	a.confirmLoss(then)
}
