package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// readText reads a csv file, whatever parts its columns and whatever wrote its characters.
func readText(b []byte, name string) ([]*Table, error) {
	text, err := decodeText(b)
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = separator(text)
	r.FieldsPerRecord = -1
	r.LazyQuotes = true // "quotes" in the middle of a text are ordinary
	var rows []Row
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, bad("file.damaged")
		}
		line, _ := r.FieldPos(0)
		if rows, err = addRow(rows, line, cells); err != nil {
			return nil, err
		}
	}
	t := tableOf(name, rows)
	if t == nil {
		return nil, nil
	}
	return []*Table{t}, nil
}

// decodeText turns the bytes of a text file into UTF-8: by its mark where it has one, else
// UTF-8 where it is that, else GB 18030, which GBK and GB 2312 are part of.
func decodeText(b []byte) (string, error) {
	var from encoding.Encoding
	switch {
	case bytes.HasPrefix(b, []byte("\xEF\xBB\xBF")):
		b = b[3:]
	case bytes.HasPrefix(b, []byte("\xFF\xFE")), bytes.HasPrefix(b, []byte("\xFE\xFF")):
		from = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case !utf8.Valid(b):
		from = simplifiedchinese.GB18030
	}
	if from != nil {
		decoded, err := from.NewDecoder().Bytes(b)
		if err != nil {
			return "", bad("file.encoding")
		}
		b = decoded
	}
	switch {
	case bytes.IndexByte(b, 0) >= 0:
		return "", bad("file.unknown") // no text
	case !utf8.Valid(b) || bytes.ContainsRune(b, utf8.RuneError):
		return "", bad("file.encoding")
	}
	return string(b), nil
}

// separator finds what parts the columns: the sign that the first lines have most of,
// outside quotes.
func separator(text string) rune {
	counts := map[rune]int{}
	quoted, lines := false, 0
	for _, r := range text {
		switch {
		case r == '"':
			quoted = !quoted
		case quoted:
		case r == '\n':
			lines++
		case r == ',' || r == ';' || r == '\t':
			counts[r]++
		}
		if lines == headRows {
			break
		}
	}
	best := ','
	for _, r := range []rune{';', '\t'} {
		if counts[r] > counts[best] {
			best = r
		}
	}
	return best
}
