package pdf

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"fmt"
	"hash"
	"io"
	"strings"
)

// object is one indirect object of a PDF file: all of it in body, or, for one
// with a stream, its dictionary without brackets and /Length.
type object struct {
	body   string
	stream []byte
}

// pdfFile is a file being written, object by object: of what was written it keeps
// nothing but the places.
type pdfFile struct {
	w       io.Writer
	written int64
	offsets []int64 // of object n at n-1; 0 while only its number is given out
	sum     hash.Hash
	zlib    *zlib.Writer // nearly a megabyte, so one for all streams
	err     error        // the first of w's; nothing is written after it
}

// newFile begins a file. The binary second line is PDF/A's.
func newFile(w io.Writer) *pdfFile {
	f := &pdfFile{w: w, sum: sha256.New()}
	f.write([]byte("%PDF-1.4\n%\xE2\xE3\xCF\xD3\n"))
	return f
}

func (f *pdfFile) write(b []byte) {
	if f.err != nil {
		return
	}
	f.sum.Write(b)
	n, err := f.w.Write(b)
	f.written += int64(n)
	f.err = err
}

// reserve gives out the number of an object that is written later.
func (f *pdfFile) reserve() int {
	f.offsets = append(f.offsets, 0)
	return len(f.offsets)
}

// put writes the object of a number that was given out.
func (f *pdfFile) put(number int, o object) {
	f.offsets[number-1] = f.written
	var b bytes.Buffer
	fmt.Fprintf(&b, "%d 0 obj\n", number)
	if o.stream == nil {
		b.WriteString(o.body)
	} else {
		fmt.Fprintf(&b, "<<%s /Length %d>>\nstream\n", o.body, len(o.stream))
		b.Write(o.stream)
		b.WriteString("\nendstream")
	}
	b.WriteString("\nendobj\n")
	f.write(b.Bytes())
}

// add writes an object and returns its number.
func (f *pdfFile) add(o object) int {
	number := f.reserve()
	f.put(number, o)
	return number
}

// flate returns a compressed stream object.
func (f *pdfFile) flate(dict string, data []byte) object {
	var b bytes.Buffer
	if f.zlib == nil {
		f.zlib = zlib.NewWriter(&b)
	} else {
		f.zlib.Reset(&b)
	}
	f.zlib.Write(data) // into memory: no error
	f.zlib.Close()
	return object{body: strings.TrimSpace(dict + " /Filter /FlateDecode"), stream: b.Bytes()}
}

// close writes the end of the file. Its identifier is made from the content, as equal
// files are the same file.
func (f *pdfFile) close(root, info int) error {
	id := f.sum.Sum(nil)[:16]
	start := f.written
	var b bytes.Buffer
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(f.offsets)+1)
	for _, offset := range f.offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d /Root %d 0 R /Info %d 0 R /ID [<%X> <%X>]>>\nstartxref\n%d\n%%%%EOF\n",
		len(f.offsets)+1, root, info, id, id, start)
	f.write(b.Bytes())
	return f.err
}
