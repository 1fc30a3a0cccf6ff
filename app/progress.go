package app

import (
	"sync/atomic"

	"fyne.io/fyne/v2/container"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/view"
	"woshou/app/widget"
)

// withProgress runs slow work in the background behind a dialog that shows how far it is
// and stops it. done is called when the dialog is gone.
func withProgress[T any](a *App, title string, work func(view.Progress) (T, error), done func(T, error)) {
	bar, count := fynewidget.NewProgressBar(), fynewidget.NewLabel("")
	var stop atomic.Bool
	d := widget.NewDialog(a.window.Canvas(), title, container.NewVBox(bar, count), widget.Choice{
		Text: a.T("progress.stop"), Action: func() bool {
			stop.Store(true)
			count.SetText(a.T("progress.stopping"))
			return false
		},
	})
	ended := func() bool { return false }
	if w := a.work; w != nil {
		ended = func() bool { return w.ctx.Err() != nil } // the desk is being left
	}
	shown := -1
	progress := func(n, total int) bool {
		// A redraw for every step would take longer than the work.
		if percent := 100 * n / max(total, 1); percent/progressStep != shown/progressStep || shown < 0 {
			shown = percent
			inWindow(func() {
				bar.SetValue(float64(percent) / 100)
				if !stop.Load() {
					count.SetText(a.T("progress.count", n, total))
				}
			})
		}
		return !stop.Load() && !ended()
	}
	background(func() (T, error) { return work(progress) }, func(result T, err error) {
		d.Close()
		done(result, err)
	})
}

// progressStep is how many percent pass between two redraws.
const progressStep = 2
