package pdf

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// book is a PDF file of any number of documents. Pages go out as they come; what stays
// in memory is the glyphs used so far, each once, and where the pages are.
type book struct {
	fonts    *Fonts
	file     *pdfFile
	used     []*subset      // in order of use; pages call number n Fn
	numbers  map[*face]int  // in used
	pictures map[string]int // objects, by the picture's digest
	pages    []int          // objects
	marks    []bookmark
	tree     int // the object of all pages
	fontDict int // the object that names the fonts
}

// newBook begins a file.
func newBook(w io.Writer, fonts *Fonts) *book {
	b := &book{fonts: fonts, file: newFile(w), numbers: map[*face]int{}, pictures: map[string]int{}}
	b.tree, b.fontDict = b.file.reserve(), b.file.reserve()
	return b
}

// add writes the pages of a document.
func (b *book) add(doc *Document) error {
	for _, m := range doc.Marks {
		if m.Page < 1 || m.Page > doc.Pages {
			return fmt.Errorf("mark on page %d of %d", m.Page, doc.Pages)
		}
	}
	p := &painter{book: b}
	if err := p.prepare(doc); err != nil {
		return err
	}
	drawn, err := p.draw(doc)
	if err != nil {
		return err
	}
	first := len(b.pages)
	for i, content := range drawn {
		width, height := doc.Size(i + 1)
		marks := b.file.add(b.file.flate("", content))
		b.pages = append(b.pages, b.file.add(object{body: fmt.Sprintf("<</Type /Page\n/Parent %d 0 R /MediaBox [0 0 %.2f %.2f]"+
			" /Resources <</Font %d 0 R /XObject <<%s>>>> /Contents %d 0 R>>",
			b.tree, width/mmPerPt, height/mmPerPt, b.fontDict, b.picturesOn(doc, i+1), marks)}))
	}
	for _, m := range doc.Marks {
		b.marks = append(b.marks, bookmark{m.Title, b.pages[first+m.Page-1]})
	}
	return b.file.err
}

// picturesOn lists the pictures of a page, each once.
func (b *book) picturesOn(doc *Document, page int) string {
	var list []string
	for _, box := range doc.Boxes {
		if box.Kind != Picture || box.Page != page {
			continue
		}
		entry := fmt.Sprintf("/%s %d 0 R", b.picture(box.Image), b.pictures[box.Image.Digest])
		if !slices.Contains(list, entry) {
			list = append(list, entry)
		}
	}
	return strings.Join(list, " ")
}

// font returns the number of the font that holds what the book uses of a face.
func (b *book) font(f *face) int {
	n, ok := b.numbers[f]
	if !ok {
		n = len(b.used)
		b.numbers[f] = n
		b.used = append(b.used, newSubset(f))
	}
	return n
}

// picture writes a picture the first time, and returns what pages call it.
func (b *book) picture(p *Image) string {
	number, ok := b.pictures[p.Digest]
	if !ok {
		space := "/DeviceRGB"
		if p.Gray {
			space = "/DeviceGray"
		}
		number = b.file.add(object{
			body: fmt.Sprintf("/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace %s /BitsPerComponent 8 /Filter /DCTDecode",
				p.Width, p.Height, space),
			stream: p.JPEG,
		})
		b.pictures[p.Digest] = number
	}
	return fmt.Sprintf("P%d", number)
}

// close writes the fonts and the end of the file; about says what the file is.
func (b *book) close(about *Document) error {
	var fonts, kids strings.Builder
	for i, s := range b.used {
		number := b.file.reserve()
		b.file.embed(number, s)
		fmt.Fprintf(&fonts, "/F%d %d 0 R ", i, number)
	}
	b.file.put(b.fontDict, object{body: "<<" + strings.TrimSpace(fonts.String()) + ">>"})
	for _, page := range b.pages {
		fmt.Fprintf(&kids, "%d 0 R ", page)
	}
	b.file.put(b.tree, object{body: fmt.Sprintf("<</Type /Pages /Kids [%s] /Count %d>>", strings.TrimSpace(kids.String()), len(b.pages))})
	return b.file.finish(about, b.tree, b.marks)
}
