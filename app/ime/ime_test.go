package ime

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

func TestClamp(t *testing.T) {
	size := fyne.NewSize(200, 100)
	tests := []struct {
		name     string
		at, want fyne.Position
	}{
		{"inside", fyne.NewPos(50, 40), fyne.NewPos(50, 40)},
		{"right of a scrolled line", fyne.NewPos(900, 10), fyne.NewPos(200, 10)},
		{"below a scrolled text", fyne.NewPos(10, 900), fyne.NewPos(10, 80)},
		{"left and above", fyne.NewPos(-5, -5), fyne.NewPos(0, 0)},
	}
	for _, tt := range tests {
		if got := clamp(tt.at, size, 20); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
	if got := clamp(fyne.NewPos(10, 10), fyne.NewSize(100, 8), 20); got != fyne.NewPos(10, 0) {
		t.Errorf("a line higher than the object: %v, want its upper edge", got)
	}
}

func TestLocate_PixelsFollowTheScale(t *testing.T) {
	test.NewTempApp(t)
	w := test.NewTempWindow(t, widget.NewEntry())
	c := w.Canvas().(software.WindowlessCanvas)
	for _, scale := range []float32{1, 1.5, 2} {
		c.SetScale(scale)
		got := locate(c, fyne.NewPos(100, 40), fyne.NewPos(20, 10), 24)
		want := spot{x: int(120 * scale), y: int(50 * scale), height: int(24 * scale)}
		if got != want {
			t.Errorf("scale %v: %+v, want %+v", scale, got, want)
		}
	}
}

func TestCaret_ObjectInNoWindow(t *testing.T) {
	test.NewTempApp(t)
	Caret(widget.NewEntry(), fyne.NewPos(1, 1), 20) // must not panic
}
