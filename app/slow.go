package app

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data/backup"
)

// slowForm is a dialog whose action takes seconds.
type slowForm struct {
	title, text string
	form        *form
}

// askSlow shows a form. Its button reads the form, runs the action in the background,
// and closes the dialog when that succeeded; an error shows at its field.
func askSlow[T any](a *App, ask slowForm, action func() func() (T, error), done func(T)) {
	f, busy := ask.form, false
	var d *widget.Dialog
	do := func() bool {
		if err := f.err(); err != nil {
			f.show(err)
			return false
		}
		if busy {
			return false
		}
		busy = true
		background(action(), func(result T, err error) {
			busy = false
			if err != nil {
				f.fail(err)
				return
			}
			d.Close()
			done(result)
		})
		return false
	}
	content := a.scrolled(f)
	if ask.text != "" {
		content = container.NewBorder(line(ask.text), nil, nil, nil, content)
	}
	d = widget.NewDialog(a.window.Canvas(), ask.title, content,
		widget.Choice{Text: a.T("form.save"), Action: do}, widget.Choice{Text: a.T("form.cancel")})
}

// underWay runs slow work of the backups behind a dialog with how far it has come and a
// button that stops it; after a stop, and when the desk is left, done is not called.
func underWay[T any](a *App, title string, work func(context.Context, func(backup.Progress)) (T, error), done func(T)) {
	behindBar(a, title, work, func(result T, err error) {
		switch {
		case err == nil:
			done(result)
		case errors.Is(err, context.Canceled):
			a.toasts.Show(widget.Info, a.T("work.cancelled"))
		default:
			a.fail(err)
		}
		a.refresh()
	})
}

// withProgress does the same with work that counts and asks at each count whether to go on.
// done gets what the work answers, also after a stop.
func withProgress[T any](a *App, title string, work func(view.Progress) (T, error), done func(T, error)) {
	withContext(a, title, func(_ context.Context, p view.Progress) (T, error) { return work(p) }, done)
}

// withContext does the same with work that also waits, until the context ends.
func withContext[T any](a *App, title string, work func(context.Context, view.Progress) (T, error), done func(T, error)) {
	behindBar(a, title, func(ctx context.Context, tell func(backup.Progress)) (T, error) {
		return work(ctx, func(n, total int) bool {
			tell(backup.Progress{Done: int64(n), Total: int64(total)})
			return ctx.Err() == nil
		})
	}, done)
}

// behindBar runs slow work in the background behind a dialog. The work gets a context that
// ends when it is stopped or the desk is left, and a way to tell how far it is. done is
// called when the dialog is gone.
func behindBar[T any](a *App, title string, work func(context.Context, func(backup.Progress)) (T, error), done func(T, error)) {
	parent := context.Background()
	if a.work != nil {
		parent = a.work.ctx
	}
	ctx, cancel := context.WithCancel(parent)
	state, bar := line(""), fynewidget.NewProgressBar()
	bar.Hide()
	d := widget.NewDialog(a.window.Canvas(), title, container.New(minWidth(560), container.NewVBox(state, bar)),
		widget.Choice{Text: a.T("progress.stop"), Action: func() bool {
			cancel()
			state.SetText(a.T("progress.stopping"))
			return false
		}})
	tell := teller(func(p backup.Progress) {
		text, part := view.ProgressText(a.Words, p)
		if ctx.Err() == nil {
			state.SetText(text)
		}
		if part >= 0 {
			bar.Show()
			bar.SetValue(part)
		}
	})
	background(func() (T, error) { return work(ctx, tell) }, func(result T, err error) {
		cancel()
		d.Close()
		done(result, err)
	})
}

// minWidth is a layout that is at least so wide.
type minWidth float32

// MinSize is that of the content, as wide as asked at least.
func (w minWidth) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		size = size.Max(o.MinSize())
	}
	return size.Max(fyne.NewSize(float32(w), 0))
}

// Layout gives all the room to each object.
func (w minWidth) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(size)
	}
}
