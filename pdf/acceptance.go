package pdf

import (
	"woshou/data"
	"woshou/data/form"
)

// Acceptance lays out the registration form (form D) in the edition in effect on
// the day of acceptance. An error is *MissingGlyphs.
func Acceptance(fonts *Fonts, committee *data.Committee, c *data.Case, p Print) (*Document, error) {
	return acceptance(fonts, form.Subject{Committee: committee, Case: c}, p)
}

func acceptance(fonts faces, s form.Subject, p Print) (*Document, error) {
	f, err := form.On(form.Acceptance, s.Case.AcceptedOn)
	if err != nil {
		return nil, err
	}
	if err := checkEntries(fonts, f, s); err != nil {
		return nil, err
	}
	l := &layout{fonts: fonts}
	l.title(f.Title)
	l.add(4, l.paragraph(acceptanceSentence(f, s), bodyIndent, justified, leading)...)
	for _, section := range f.Sections[3:] {
		switch {
		case section.Key == "case.source":
			l.add(1.5, l.paragraph(sourceLine(section, s), 0, left, leading)...)
		case section.Chars > 0:
			l.add(1.5, l.fieldRow([]cell{{section.Label, section.Get(s), section.Chars}})...)
		default:
			l.heading(section.Label)
			l.prose(section.Get(s), 3)
		}
	}
	l.keepLast(2)
	l.keepNext()
	l.signatures(places(f, s))
	note := l.oneLine(f.Note, labelStyle).boxes(marginLeft, sealHeight-3)
	l.sealPlace(f.SealPlace, s.Committee.Seal(), s.Case.AcceptedOn, note)
	return l.document(f, s, s.Case.AcceptedOn, p), nil
}

// acceptanceSentence is the fixed first sentence with the entries on drawn lines.
func acceptanceSentence(f *form.Form, s form.Subject) []run {
	var runs []run
	for i, text := range form.AcceptancePhrase {
		if text != "" {
			runs = append(runs, run{Text: text, Style: bodyStyle})
		}
		if i == len(form.AcceptancePhrase)-1 {
			break
		}
		section := f.Sections[i]
		switch entry := clean(section.Get(s)); {
		case entry != "":
			runs = append(runs, run{Text: entry, Style: bodyStyle, Line: true})
		case i == 0:
			for _, part := range []string{"年", "月", "日"} {
				runs = append(runs, run{Blank: 2 * bodySize, Line: true, Style: bodyStyle}, run{Text: part, Style: bodyStyle})
			}
		default:
			runs = append(runs, run{Blank: bodySize * float64(section.Chars), Line: true, Style: bodyStyle})
		}
	}
	return runs
}

// sourceLine is the label and the alternatives, the case's own ticked.
func sourceLine(section form.Field, s form.Subject) []run {
	runs := []run{{Text: section.Label, Style: bodyStyle}}
	for i, choice := range form.SourceChoices(s.Committee, s.Case) {
		if i > 0 {
			runs = append(runs, run{Text: "　", Style: bodyStyle})
		}
		runs = append(runs, run{Text: choice.Text, Style: bodyStyle})
		if choice.Chosen {
			runs = append(runs, run{Text: "√", Style: Style{Role: Song, Size: bodySize, Bold: true}})
		}
	}
	return runs
}
