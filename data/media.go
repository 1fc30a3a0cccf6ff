package data

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	_ "image/jpeg" // the kinds that are kept
	_ "image/png"
	"io"
)

// maxPixels bounds an image: the largest that a telephone makes has 200 million.
const maxPixels = 200_000_000

var (
	jpegStart = []byte{0xff, 0xd8, 0xff}
	pngStart  = []byte("\x89PNG\r\n\x1a\n")
	pdfStart  = []byte("%PDF-")
	pdfEnd    = []byte("%%EOF")
)

// pdfSlack is how far from its ends a file of PDF may have other bytes than its own.
const pdfSlack = 1024

// MediaOf tells what a file is by its content, whatever it is called, and that it is whole
// from its beginning to its end. The error is *Invalid, as NewAttachment says.
func MediaOf(content []byte) (Media, error) {
	switch {
	case len(content) == 0:
		return "", invalid(mediaField, "file.nothing")
	case len(content) > MaxAttachment:
		return "", invalid(mediaField, "file.heavy")
	}
	media, err := MediaAt(bytes.NewReader(content))
	if err != nil {
		return "", err
	}
	whole := false
	switch media {
	case JPEG:
		whole = wholeJPEG(content)
	case PNG:
		whole = wholePNG(content)
	case PDF:
		whole = bytes.Contains(content[max(0, len(content)-pdfSlack):], pdfEnd)
	}
	return media, brokenUnless(whole)
}

const mediaField = "attachment.file"

// MediaAt tells what a file is by its beginning, of which it reads no more than it needs.
// The error is *Invalid: file.kind, file.broken, image.large.
func MediaAt(r io.Reader) (Media, error) {
	begin := bufio.NewReaderSize(r, pdfSlack)
	head, _ := begin.Peek(pdfSlack) // a short file is less, and what follows says why
	var media Media
	switch {
	case bytes.HasPrefix(head, jpegStart):
		media = JPEG
	case bytes.HasPrefix(head, pngStart):
		media = PNG
	case bytes.Contains(head, pdfStart):
		return PDF, nil
	default:
		return "", invalid(mediaField, "file.kind")
	}
	size, _, err := image.DecodeConfig(begin)
	if err := brokenUnless(err == nil && size.Width > 0 && size.Height > 0); err != nil {
		return "", err
	}
	if size.Width > maxPixels/size.Height {
		return "", invalid(mediaField, "image.large")
	}
	return media, nil
}

func brokenUnless(whole bool) error {
	if whole {
		return nil
	}
	return invalid(mediaField, "file.broken")
}

// The markers of a JPEG that the walk over it must know.
const (
	markerScan  = 0xda
	markerEnd   = 0xd9
	markerRest0 = 0xd0
	markerRest7 = 0xd7
)

// wholeJPEG reports whether an image goes on to its end: telephones put things of their own
// behind that, and what is cut off has none.
func wholeJPEG(b []byte) bool {
	scanned := false
	for at := 2; at+1 < len(b); {
		if b[at] != 0xff {
			return false
		}
		switch marker := b[at+1]; {
		case marker == 0xff: // a filling byte
			at++
		case marker == markerEnd:
			return scanned
		case marker == 0x01 || marker >= markerRest0 && marker <= markerRest7:
			at += 2
		default:
			if at+4 > len(b) {
				return false
			}
			size := int(binary.BigEndian.Uint16(b[at+2:]))
			if size < 2 {
				return false
			}
			if at += 2 + size; marker == markerScan {
				scanned, at = true, afterScan(b, at)
			}
		}
	}
	return false
}

// afterScan returns where the marker behind a scan's own bytes is.
func afterScan(b []byte, at int) int {
	for at+1 < len(b) {
		if b[at] == 0xff && b[at+1] != 0 && (b[at+1] < markerRest0 || b[at+1] > markerRest7) {
			return at
		}
		at++
	}
	return len(b)
}

// wholePNG reports whether every chunk is as its sum says, up to the last.
func wholePNG(b []byte) bool {
	for at := len(pngStart); at+12 <= len(b); {
		size := int64(binary.BigEndian.Uint32(b[at:]))
		end := int64(at) + 12 + size
		if end > int64(len(b)) {
			return false
		}
		body := b[at+4 : end-4]
		if crc32.ChecksumIEEE(body) != binary.BigEndian.Uint32(b[end-4:]) {
			return false
		}
		if string(body[:4]) == "IEND" {
			return true
		}
		at = int(end)
	}
	return false
}
