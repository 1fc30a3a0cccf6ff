package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"
)

// Row is one line of a FormGrid.
type Row struct {
	Label    string
	Required bool   // marks the label with a star
	Hint     string // help below the field while nothing else is to be said
	Field    fyne.CanvasObject
}

// FormGrid is a form: a column of labels, the fields beside them, and below each field a line for help, for what a
// value means, or for what is wrong with it.
type FormGrid struct {
	fynewidget.BaseWidget

	// FieldWidth is the widest a field gets, in Fyne's units at the normal size of type; 0 for no limit.
	FieldWidth float32

	rows []*formRow
	body *fyne.Container
}

type formRow struct {
	Row
	label *fynewidget.RichText
	note  *fynewidget.RichText
	noted bool // the note has text
}

// NewFormGrid returns a form with these rows.
func NewFormGrid(rows ...Row) *FormGrid {
	g := &FormGrid{FieldWidth: 640}
	g.body = container.New(formLayout{g})
	g.ExtendBaseWidget(g)
	for _, r := range rows {
		g.Add(r)
	}
	return g
}

// Add appends a row.
func (g *FormGrid) Add(r Row) {
	row := &formRow{Row: r, label: newLabel(r), note: fynewidget.NewRichText()}
	row.note.Wrapping = fyne.TextWrapBreak
	g.rows = append(g.rows, row)
	g.body.Objects = append(g.body.Objects, row.label, r.Field, row.note)
	row.show(Note{})
	if n, ok := r.Field.(noter); ok {
		n.setNote(func(note Note) { g.setNote(row, note) })
	}
	g.body.Refresh()
}

// newLabel is the label with its star.
func newLabel(r Row) *fynewidget.RichText {
	segments := []fynewidget.RichTextSegment{}
	if r.Required {
		segments = append(segments, &fynewidget.TextSegment{
			Text:  "* ",
			Style: fynewidget.RichTextStyle{Inline: true, ColorName: theme.ColorNameError},
		})
	}
	segments = append(segments, &fynewidget.TextSegment{Text: r.Label, Style: fynewidget.RichTextStyle{Inline: true}})
	return fynewidget.NewRichText(segments...)
}

// SetError shows what is wrong with a field, or takes the message away when text is "".
func (g *FormGrid) SetError(field fyne.CanvasObject, text string) {
	for _, row := range g.rows {
		if row.Field == field {
			g.setNote(row, Note{Text: text, Bad: text != ""})
		}
	}
}

func (g *FormGrid) setNote(row *formRow, n Note) {
	row.show(n)
	g.body.Refresh()
}

// show puts the note below the field, or the hint when there is none.
func (r *formRow) show(n Note) {
	style := fynewidget.RichTextStyle{SizeName: theme.SizeNameCaptionText, ColorName: theme.ColorNamePlaceHolder}
	text := n.Text
	switch {
	case n.Bad:
		style.ColorName = theme.ColorNameError
	case text != "":
		style.ColorName = theme.ColorNamePrimary
	default:
		text = r.Hint
	}
	r.noted = text != ""
	r.note.Segments = []fynewidget.RichTextSegment{&fynewidget.TextSegment{Text: text, Style: style}}
	r.note.Refresh()
}

// fields lists the fields from top to bottom.
func (g *FormGrid) fields() []fyne.CanvasObject {
	var all []fyne.CanvasObject
	for _, row := range g.rows {
		all = append(all, row.Field)
	}
	return all
}

// CreateRenderer implements fyne.Widget.
func (g *FormGrid) CreateRenderer() fyne.WidgetRenderer {
	return fynewidget.NewSimpleRenderer(g.body)
}

// formLayout places the rows of a form. Hidden fields take their label and note with them.
type formLayout struct{ g *FormGrid }

// columns returns the width of the labels and of the fields.
func (l formLayout) columns(width float32) (labels, fields float32) {
	for _, row := range l.g.rows {
		labels = max(labels, row.label.MinSize().Width)
	}
	fields = width - labels - theme.ScrollBarSize() // forms scroll, and the bar lies over the content
	if l.g.FieldWidth > 0 {
		normal := float32(17) // the type size FieldWidth is given for
		fields = min(fields, l.g.FieldWidth*theme.TextSize()/normal)
	}
	return labels, max(fields, 0)
}

// Layout implements fyne.Layout.
func (l formLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	labels, fields := l.columns(size.Width)
	gap := theme.Padding()
	y := float32(0)
	for _, row := range l.g.rows {
		visible := row.Field.Visible()
		row.label.Hidden = !visible
		row.note.Hidden = !visible || !row.noted
		if !visible {
			continue
		}
		height := row.Field.MinSize().Height
		row.label.Move(fyne.NewPos(labels-row.label.MinSize().Width, y))
		row.label.Resize(row.label.MinSize())
		row.Field.Move(fyne.NewPos(labels, y))
		row.Field.Resize(fyne.NewSize(fields, height))
		y += height
		if row.noted {
			y += l.placeNote(row, fyne.NewPos(labels, y), fields)
		}
		y += gap * 1.6
	}
}

// placeNote puts the note below its field and returns the height it takes. The text's own padding is pulled in.
func (l formLayout) placeNote(row *formRow, at fyne.Position, width float32) float32 {
	pad := theme.InnerPadding()
	row.note.Resize(fyne.NewSize(width, row.note.MinSize().Height))
	height := row.note.MinSize().Height
	row.note.Move(at.SubtractXY(0, pad*0.7))
	row.note.Resize(fyne.NewSize(width, height))
	return height - pad*1.4
}

// MinSize implements fyne.Layout.
func (l formLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	labels, _ := l.columns(0)
	size := fyne.NewSize(0, 0)
	for _, row := range l.g.rows {
		if !row.Field.Visible() {
			continue
		}
		field := row.Field.MinSize()
		size.Width = max(size.Width, labels+field.Width+theme.ScrollBarSize())
		size.Height += field.Height + theme.Padding()*1.6
		if row.noted {
			size.Height += row.note.MinSize().Height - theme.InnerPadding()*1.4
		}
	}
	return size
}
