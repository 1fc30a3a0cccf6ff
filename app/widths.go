package app

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	fynetheme "fyne.io/fyne/v2/theme"

	"woshou/app/widget"
)

// widths lays objects out in a row: each as many characters of the text wide as its
// number says, those with 0 sharing what is left.
type widths []float32

// Layout implements fyne.Layout.
func (w widths) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	free, shares := size.Width, 0
	for i := range objects {
		free -= w[i] * fynetheme.TextSize()
		if w[i] == 0 {
			shares++
		}
	}
	x := float32(0)
	for i, o := range objects {
		width := w[i] * fynetheme.TextSize()
		if w[i] == 0 {
			width = max(free, 0) / float32(shares)
		}
		height := o.MinSize().Height
		o.Move(fyne.NewPos(x, (size.Height-height)/2))
		o.Resize(fyne.NewSize(width, height))
		x += width
	}
}

// MinSize implements fyne.Layout.
func (w widths) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for i, o := range objects {
		size.Width += w[i] * fynetheme.TextSize()
		size.Height = max(size.Height, o.MinSize().Height)
	}
	return size
}

// wide gives its one content a width, in pixels, and the height that it needs there: text
// that wraps knows its height only once it knows its width.
type wide float32

// Layout implements fyne.Layout.
func (w wide) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Move(fyne.NewPos(0, 0))
	objects[0].Resize(size)
}

// MinSize implements fyne.Layout.
func (w wide) MinSize(objects []fyne.CanvasObject) fyne.Size {
	o := objects[0]
	if o.Size().Width != float32(w) {
		o.Resize(fyne.NewSize(float32(w), o.MinSize().Height))
	}
	return fyne.NewSize(float32(w), o.MinSize().Height)
}

// scrolling is content that scrolls, clear of the bar, and keeps what has the focus
// in sight.
func scrolling(content fyne.CanvasObject) *container.Scroll {
	scroll := container.NewVScroll(container.New(layout.NewCustomPaddedLayout(0, 0, 0, fynetheme.ScrollBarSize()), content))
	scroll.OnScrolled = func(fyne.Position) { widget.Touch() }
	widget.KeepInView(scroll, content)
	return scroll
}
