package wire

import (
	"errors"
	"testing"

	"woshou/data"
)

func TestPieces_KeepTheirLimits(t *testing.T) {
	name := FileName{1}
	tests := []struct {
		name   string
		pieces []FilePiece
		want   error
	}{
		{"the largest piece", []FilePiece{{Name: name, Size: MaxFile, Offset: MaxFile - MaxFilePiece, Bytes: make([]byte, MaxFilePiece)}}, nil},
		{"a question", []FilePiece{{Name: name, Size: 1, Sum: data.Hash{1}}}, nil},
		{"no name", []FilePiece{{Size: 1}}, data.ErrDamaged},
		{"an offset beyond the file", []FilePiece{{Name: name, Size: 4, Offset: 5}}, data.ErrDamaged},
		{"bytes beyond the file", []FilePiece{{Name: name, Size: 4, Offset: 3, Bytes: []byte("ab")}}, data.ErrDamaged},
		{"a file too large", []FilePiece{{Name: name, Size: MaxFile + 1}}, ErrTooLarge},
		{"a piece too large", []FilePiece{{Name: name, Size: MaxFile, Bytes: make([]byte, MaxFilePiece+1)}}, ErrTooLarge},
		{"two pieces too large together", []FilePiece{
			{Name: name, Size: MaxFile, Bytes: make([]byte, MaxFilePiece/2+1)}, {Name: name, Size: MaxFile, Bytes: make([]byte, MaxFilePiece/2)}}, ErrTooLarge},
		{"too many", make([]FilePiece, MaxFilePieces+1), ErrTooLarge},
	}
	for i := range tests[len(tests)-1].pieces {
		tests[len(tests)-1].pieces[i] = FilePiece{Name: name, Size: 1}
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for what, change := range map[string]func(*Request, *Response){
				"sent":   func(r *Request, _ *Response) { r.Sent = tt.pieces },
				"wanted": func(r *Request, _ *Response) { r.Wanted = tt.pieces },
				"taken":  func(_ *Request, r *Response) { r.Taken = tt.pieces },
				"given":  func(_ *Request, r *Response) { r.Given = tt.pieces },
			} {
				req, resp := fullRequest(), fullResponse()
				change(req, resp)
				_, reqErr := Sign(key(), req)
				_, respErr := resp.Encode()
				if err := errors.Join(reqErr, respErr); !errors.Is(err, tt.want) {
					t.Errorf("%s: %v, want %v", what, err, tt.want)
				}
			}
		})
	}
}

// A reader of a message by hand keeps the same limits as its writer.
func TestPieces_AreCheckedByTheReaderToo(t *testing.T) {
	var w writer
	w.id(tagRespEcho, []byte{1, 2, 3, 4, 5, 6, 7, 8})
	w.uint(tagRespProto, 1)
	w.list(tagRespGiven, encodePieces([]FilePiece{{Name: FileName{1}, Size: 2, Offset: 1, Bytes: []byte("ab")}}))
	b, err := seal(kindResponse, w.out, MaxMessage)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := DecodeResponse(b); !errors.Is(err, data.ErrDamaged) {
		t.Errorf("bytes beyond the file: %v", err)
	}
}
