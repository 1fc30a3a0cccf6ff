package app

import (
	"context"

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

// underWay shows a dialog with how far slow work has come and a button that ends it.
// The work gets a context and a way to tell; after a cancel done is not called.
func underWay[T any](a *App, title string, work func(context.Context, func(backup.Progress)) (T, error), done func(T)) {
	ctx, cancel := context.WithCancel(context.Background())
	state, bar := line(""), fynewidget.NewProgressBar()
	bar.Hide()
	d := widget.NewDialog(a.window.Canvas(), title, container.New(minWidth(560), container.NewVBox(state, bar)),
		widget.Choice{Text: a.T("form.cancel"), Action: func() bool { cancel(); return false }})
	show := func(p backup.Progress) {
		text, part := view.ProgressText(a.Words, p)
		state.SetText(text)
		if part >= 0 {
			bar.Show()
			bar.SetValue(part)
		}
	}
	tell := teller(show)
	background(func() (T, error) { return work(ctx, tell) }, func(result T, err error) {
		cancelled := ctx.Err() != nil
		cancel()
		d.Close()
		switch {
		case err == nil:
			done(result)
		case cancelled:
			a.toasts.Show(widget.Info, a.T("work.cancelled"))
		default:
			a.fail(err)
		}
		a.refresh()
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
