package app

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/widget"
)

// began is what a record tells that began as a new computer's or as a restored backup.
func (s *todayScreen) began() []fyne.CanvasObject {
	a := s.app
	v, ok := a.desk.Began()
	if !ok || a.inSamples() {
		return nil
	}
	chip := container.NewCenter(widget.NewStatusChip(tone(v.Tone), a.T("began.tone."+string(v.Tone))))
	var close fyne.CanvasObject
	if v.Done {
		close = container.NewCenter(widget.NewButton(a.T("began.noted"), func() {
			a.logged(a.desk.Store.Noted())
			a.refresh()
		}))
	}
	out := []fyne.CanvasObject{panel(container.NewBorder(nil, nil, chip, close, line(v.Text)))}
	for _, r := range v.Cases {
		out = append(out, s.row(r))
	}
	return append(out, fynewidget.NewSeparator())
}
