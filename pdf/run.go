package pdf

import (
	"context"
	"fmt"
	"io"
	"iter"
	"strings"
)

// Run writes many documents to one file, one after another: it holds one at a time, so
// that a thousand take no more memory than ten.
type Run struct {
	Fonts *Fonts
	// Progress is told after each document how many are done; nil is told nothing.
	Progress func(done int)
	// Failed is told which document, from 0, cannot be written and why; nil from it goes
	// on with the next. Without it the first such ends the run.
	Failed func(n int, err error) error
}

// Joint writes all documents to one file as they come, with one list of contents. about
// says what the file is: of it only title, subject, author, number and day are used.
// After an error the file is not whole.
func (r Run) Joint(ctx context.Context, w io.Writer, about *Document, docs iter.Seq2[*Document, error]) error {
	b := newBook(w, r.Fonts)
	n := 0
	for doc, err := range docs {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err == nil {
			err = r.add(b, doc)
		}
		if err != nil {
			err = fmt.Errorf("document %d: %w", n+1, err)
			if r.Failed == nil {
				return err
			}
			if err := r.Failed(n, err); err != nil {
				return err
			}
		}
		if n++; r.Progress != nil {
			r.Progress(n)
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err := b.close(about); err != nil {
		return fmt.Errorf("write %s: %w", about.Title, err)
	}
	return nil
}

// add writes one document, named in the list of contents.
func (r Run) add(b *book, doc *Document) error {
	if err := checkBoxes(r.Fonts, doc); err != nil {
		return err
	}
	named := *doc
	named.Marks = append([]Mark{{Title: strings.TrimSpace(doc.Title + "　" + doc.Number), Page: 1}}, doc.Marks...)
	return b.add(&named)
}
