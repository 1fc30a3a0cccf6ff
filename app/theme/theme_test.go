package theme

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
)

// luminance is the relative luminance of WCAG 2.1.
func luminance(c color.NRGBA) float64 {
	channel := func(v uint8) float64 {
		x := float64(v) / 255
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(c.R) + 0.7152*channel(c.G) + 0.0722*channel(c.B)
}

// contrast is the contrast ratio of WCAG 2.1, from 1 to 21.
func contrast(a, b color.NRGBA) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// over lays a translucent colour over an opaque one.
func over(top, below color.NRGBA) color.NRGBA {
	mix := func(t, b uint8) uint8 {
		return uint8((int(t)*int(top.A) + int(b)*(255-int(top.A))) / 255)
	}
	return color.NRGBA{R: mix(top.R, below.R), G: mix(top.G, below.G), B: mix(top.B, below.B), A: 255}
}

func TestContrast_KnownPairs(t *testing.T) {
	if got := contrast(rgb(0), rgb(0xFFFFFF)); math.Abs(got-21) > 0.01 {
		t.Errorf("black on white %.2f, want 21", got)
	}
	if got := contrast(rgb(0x777777), rgb(0xFFFFFF)); math.Abs(got-4.48) > 0.01 {
		t.Errorf("#777 on white %.2f, want 4.48", got)
	}
}

func TestTheme_TextHasContrast(t *testing.T) {
	grounds := []fyne.ThemeColorName{
		fynetheme.ColorNameBackground, fynetheme.ColorNameInputBackground, fynetheme.ColorNameMenuBackground,
		fynetheme.ColorNameOverlayBackground, fynetheme.ColorNameHeaderBackground, fynetheme.ColorNameSelection,
	}
	texts := []fyne.ThemeColorName{
		fynetheme.ColorNameForeground, fynetheme.ColorNamePrimary, fynetheme.ColorNameHyperlink,
		fynetheme.ColorNameSuccess, fynetheme.ColorNameWarning, fynetheme.ColorNameError,
	}
	var pairs [][2]fyne.ThemeColorName
	for _, ground := range grounds {
		for _, text := range texts {
			pairs = append(pairs, [2]fyne.ThemeColorName{text, ground})
		}
	}
	for _, ground := range grounds[:2] {
		pairs = append(pairs,
			[2]fyne.ThemeColorName{fynetheme.ColorNamePlaceHolder, ground},
			[2]fyne.ThemeColorName{fynetheme.ColorNameDisabled, ground})
	}
	pairs = append(pairs, [][2]fyne.ThemeColorName{
		{fynetheme.ColorNameForeground, fynetheme.ColorNameButton},
		{fynetheme.ColorNameDisabled, fynetheme.ColorNameDisabledButton},
		{fynetheme.ColorNameForegroundOnPrimary, fynetheme.ColorNamePrimary},
		{fynetheme.ColorNameForegroundOnSuccess, fynetheme.ColorNameSuccess},
		{fynetheme.ColorNameForegroundOnWarning, fynetheme.ColorNameWarning},
		{fynetheme.ColorNameForegroundOnError, fynetheme.ColorNameError},
	}...)
	for _, p := range pairs {
		if got := contrast(palette[p[0]], palette[p[1]]); got < 4.5 {
			t.Errorf("%s on %s: contrast %.2f, want 4.5", p[0], p[1], got)
		}
	}
}

func TestTheme_TextKeepsContrastUnderMarks(t *testing.T) {
	for _, mark := range []fyne.ThemeColorName{fynetheme.ColorNameHover, fynetheme.ColorNamePressed, fynetheme.ColorNameFocus} {
		for _, ground := range []fyne.ThemeColorName{fynetheme.ColorNameInputBackground, fynetheme.ColorNameButton} {
			under := over(palette[mark], palette[ground])
			if got := contrast(palette[fynetheme.ColorNameForeground], under); got < 4.5 {
				t.Errorf("text on %s under %s: contrast %.2f, want 4.5", ground, mark, got)
			}
		}
	}
}

// Fields, check boxes and radio buttons are drawn in the border colour; WCAG 1.4.11 asks for 3.
func TestTheme_ControlsAreVisible(t *testing.T) {
	for _, ground := range []fyne.ThemeColorName{fynetheme.ColorNameBackground, fynetheme.ColorNameInputBackground} {
		if got := contrast(palette[fynetheme.ColorNameInputBorder], palette[ground]); got < 3 {
			t.Errorf("border on %s: contrast %.2f, want 3", ground, got)
		}
	}
}

func TestTheme_Scaled(t *testing.T) {
	normal := New(nil, nil)
	if got := normal.Size(fynetheme.SizeNameText); got < 16 {
		t.Errorf("normal type is %v, want 16 or more", got)
	}
	if got := normal.Size(fynetheme.SizeNameCaptionText); got < 14 {
		t.Errorf("small type is %v, want 14 or more", got)
	}
	tests := []struct{ scale, want float32 }{
		{ScaleNormal, 17}, {ScaleLarge, 21.25}, {ScaleHuge, 25.5}, {0, 17}, {9, 25.5},
	}
	for _, tt := range tests {
		scaled := normal.Scaled(tt.scale)
		if got := scaled.Size(fynetheme.SizeNameText); got != tt.want {
			t.Errorf("scale %v: text %v, want %v", tt.scale, got, tt.want)
		}
		if got := scaled.Size(fynetheme.SizeNameSeparatorThickness); got != 1 {
			t.Errorf("scale %v: separator %v, want 1", tt.scale, got)
		}
	}
	if normal.Scale() != ScaleNormal {
		t.Error("Scaled changed the theme it was called on")
	}
}

func TestTheme_Font(t *testing.T) {
	regular, bold := []byte("regular"), []byte("bold")
	tests := []struct {
		name  string
		theme *Theme
		style fyne.TextStyle
		want  string
	}{
		{"regular", New(regular, bold), fyne.TextStyle{}, "regular"},
		{"bold", New(regular, bold), fyne.TextStyle{Bold: true}, "bold"},
		{"italic", New(regular, bold), fyne.TextStyle{Italic: true}, "regular"},
		{"bold without a bold font", New(regular, nil), fyne.TextStyle{Bold: true}, "regular"},
		{"scaled", New(regular, bold).Scaled(ScaleHuge), fyne.TextStyle{Bold: true}, "bold"},
	}
	for _, tt := range tests {
		if got := string(tt.theme.Font(tt.style).Content()); got != tt.want {
			t.Errorf("%s: font %q, want %q", tt.name, got, tt.want)
		}
	}
	symbol := fyne.TextStyle{Symbol: true}
	if got, want := New(regular, nil).Font(symbol), fynetheme.DefaultTheme().Font(symbol); got != want {
		t.Error("symbols must stay in Fyne's symbol font")
	}
}
