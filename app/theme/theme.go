// Package theme is how the desk looks: large type, calm colours with contrast enough for old screens and old eyes, and
// a font of our own, because most systems' Fyne would show Chinese as boxes. There is one light variant; screens in
// village rooms stand in daylight.
package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
)

// The sizes of type that a user may choose, as factors.
const (
	ScaleNormal float32 = 1
	ScaleLarge  float32 = 1.25
	ScaleHuge   float32 = 1.5
)

// Theme implements fyne.Theme.
type Theme struct {
	regular, bold fyne.Resource
	scale         float32
}

// New returns the theme with the font files (TTF or OTF) for regular and bold type. A nil bold uses the regular font;
// a nil regular leaves Fyne's own font, which has no Chinese and serves tests only.
func New(regular, bold []byte) *Theme {
	t := &Theme{scale: ScaleNormal}
	if len(regular) > 0 {
		t.regular = fyne.NewStaticResource("ui-regular.otf", regular)
		t.bold = t.regular
	}
	if len(bold) > 0 {
		t.bold = fyne.NewStaticResource("ui-bold.otf", bold)
	}
	return t
}

// Scaled returns the same theme with type and spaces that many times as large as normal; see the Scale constants.
func (t *Theme) Scaled(scale float32) *Theme {
	other := *t
	other.scale = max(ScaleNormal, min(scale, ScaleHuge))
	return &other
}

// Scale is the factor the theme was scaled by.
func (t *Theme) Scale() float32 { return t.scale }

// palette is every colour that our screens show. The package's test computes the contrasts.
var palette = map[fyne.ThemeColorName]color.NRGBA{
	fynetheme.ColorNameBackground:          rgb(0xF4F6F8),
	fynetheme.ColorNameForeground:          rgb(0x1B2733),
	fynetheme.ColorNamePlaceHolder:         rgb(0x5A6775),
	fynetheme.ColorNameDisabled:            rgb(0x606C78),
	fynetheme.ColorNameInputBackground:     rgb(0xFFFFFF),
	fynetheme.ColorNameInputBorder:         rgb(0x828F9C),
	fynetheme.ColorNameButton:              rgb(0xDFE6ED),
	fynetheme.ColorNameDisabledButton:      rgb(0xE9EDF1),
	fynetheme.ColorNamePrimary:             rgb(0x1D5A9E),
	fynetheme.ColorNameForegroundOnPrimary: rgb(0xFFFFFF),
	fynetheme.ColorNameHyperlink:           rgb(0x1D5A9E),
	fynetheme.ColorNameSuccess:             rgb(0x19693F),
	fynetheme.ColorNameForegroundOnSuccess: rgb(0xFFFFFF),
	fynetheme.ColorNameWarning:             rgb(0x8A4F00),
	fynetheme.ColorNameForegroundOnWarning: rgb(0xFFFFFF),
	fynetheme.ColorNameError:               rgb(0xAE241C),
	fynetheme.ColorNameForegroundOnError:   rgb(0xFFFFFF),
	fynetheme.ColorNameHeaderBackground:    rgb(0xE6ECF2),
	fynetheme.ColorNameMenuBackground:      rgb(0xFFFFFF),
	fynetheme.ColorNameOverlayBackground:   rgb(0xFFFFFF),
	fynetheme.ColorNameSelection:           rgb(0xCBDFF4),
	fynetheme.ColorNameSeparator:           rgb(0xCFD7DF),
	fynetheme.ColorNameScrollBar:           rgb(0x8C98A4),
	fynetheme.ColorNameScrollBarBackground: rgb(0xE6ECF2),
	fynetheme.ColorNameHover:               {R: 0x1D, G: 0x5A, B: 0x9E, A: 0x1A},
	fynetheme.ColorNamePressed:             {R: 0x1D, G: 0x5A, B: 0x9E, A: 0x33},
	fynetheme.ColorNameFocus:               {R: 0x1D, G: 0x5A, B: 0x9E, A: 0x55},
	fynetheme.ColorNameShadow:              {A: 0x40},
}

// rgb is an opaque colour from 0xRRGGBB.
func rgb(c uint32) color.NRGBA {
	return color.NRGBA{R: uint8(c >> 16), G: uint8(c >> 8), B: uint8(c), A: 0xFF}
}

// Color returns the colour, the same for both variants.
func (t *Theme) Color(name fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	if c, ok := palette[name]; ok {
		return c
	}
	return fynetheme.DefaultTheme().Color(name, fynetheme.VariantLight)
}

// Font returns our font; italic and monospace are not used by the desk and look like regular type.
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource {
	switch {
	case style.Symbol || t.regular == nil:
		return fynetheme.DefaultTheme().Font(style)
	case style.Bold:
		return t.bold
	default:
		return t.regular
	}
}

// Icon returns Fyne's icon.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource {
	return fynetheme.DefaultTheme().Icon(name)
}

// sizes are for ScaleNormal, in Fyne's units: pixels on a screen of ordinary density.
var sizes = map[fyne.ThemeSizeName]float32{
	fynetheme.SizeNameText:               17,
	fynetheme.SizeNameHeadingText:        25,
	fynetheme.SizeNameSubHeadingText:     20,
	fynetheme.SizeNameCaptionText:        15,
	fynetheme.SizeNameInlineIcon:         22,
	fynetheme.SizeNamePadding:            5,
	fynetheme.SizeNameInnerPadding:       9,
	fynetheme.SizeNameLineSpacing:        5,
	fynetheme.SizeNameScrollBar:          14,
	fynetheme.SizeNameScrollBarSmall:     6,
	fynetheme.SizeNameInputBorder:        2,
	fynetheme.SizeNameInputRadius:        6,
	fynetheme.SizeNameSelectionRadius:    4,
	fynetheme.SizeNameSeparatorThickness: 1,
	fynetheme.SizeNameModalBlurRadius:    0, // blurring is slow without a graphics card
}

// fixed are the sizes that do not grow with the type: lines and corners.
var fixed = map[fyne.ThemeSizeName]bool{
	fynetheme.SizeNameInputBorder:        true,
	fynetheme.SizeNameInputRadius:        true,
	fynetheme.SizeNameSelectionRadius:    true,
	fynetheme.SizeNameSeparatorThickness: true,
}

// Size returns the size in Fyne's units.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	size, ok := sizes[name]
	switch {
	case !ok:
		return fynetheme.DefaultTheme().Size(name)
	case fixed[name]:
		return size
	default:
		return size * t.scale
	}
}
