package wire

import (
	"errors"

	"woshou/data"
)

// FileName is a sealed file's name on the link: the 16 bytes whose hexadecimal form is
// its name in the folder of attachments. It says nothing to who has not the village's key.
type FileName [16]byte

// FilePiece is a part of a sealed file, or a word about the file. Two computers seal the same
// content differently, so a transfer is bound to name, size and sum together.
type FilePiece struct {
	Case data.CaseID
	Name FileName
	// Size is of the whole sealed file in bytes, Sum its SHA-256; zero where unknown.
	Size uint64
	Sum  data.Hash
	// Offset is where Bytes begin; without bytes it is how far the receiver has the file.
	Offset uint64
	Bytes  []byte
	// Reason says why the township does not take or give the file.
	Reason Code
}

// Whole reports whether the receiver has all of the file.
func (p *FilePiece) Whole() bool { return p.Reason == "" && p.Size > 0 && p.Offset == p.Size }

// Limits of files and their pieces, in bytes and in pieces of one message.
const (
	// MaxFilePiece bounds the bytes of all pieces of one list.
	MaxFilePiece = 64 << 10
	// MaxFile bounds a sealed file: the largest attachment and its seals.
	MaxFile       = data.MaxAttachment + 64<<10
	MaxFilePieces = 64
)

// The reasons for which a file is not taken or not given; records go on.
const (
	// CodeFileAbsent: the township has not the file, or does not know its case yet.
	CodeFileAbsent Code = "file_absent"
	// CodeFileErased: its case was destroyed, or belongs to another village.
	CodeFileErased Code = "file_erased"
	CodeFileQuota  Code = "file_quota"
	CodeFileFull   Code = "file_full"
	// CodeFileDamaged: what came was not the file that was announced; it begins again.
	CodeFileDamaged Code = "file_damaged"
)

// What the reasons mean.
var (
	ErrFileAbsent  = errors.New("the township does not have the file")
	ErrFileErased  = errors.New("the township may not keep the file")
	ErrFileQuota   = errors.New("the village's files take all the room that the township gives")
	ErrFileFull    = errors.New("the township's disk is full")
	ErrFileDamaged = errors.New("the file arrived at the township damaged")
)

const (
	tagPieceName = iota + 1
	tagPieceSize
	tagPieceSum
	tagPieceOffset
	tagPieceBytes
	tagPieceReason
	tagPieceCase
)

func encodePieces(pieces []FilePiece) [][]byte {
	out := make([][]byte, len(pieces))
	for i := range pieces {
		p := &pieces[i]
		var w writer
		w.id(tagPieceName, p.Name[:])
		w.uint(tagPieceSize, p.Size)
		w.id(tagPieceSum, p.Sum[:])
		w.uint(tagPieceOffset, p.Offset)
		w.bytes(tagPieceBytes, p.Bytes)
		w.bytes(tagPieceReason, []byte(p.Reason))
		w.id(tagPieceCase, p.Case[:])
		out[i] = w.out
	}
	return out
}

func intoPieces(dst *[]FilePiece) func([]byte) error {
	return intoList(MaxFilePieces, func(v []byte) error {
		var p FilePiece
		err := fields{
			tagPieceName:   intoID(p.Name[:]),
			tagPieceSize:   intoUint(&p.Size),
			tagPieceSum:    intoID(p.Sum[:]),
			tagPieceOffset: intoUint(&p.Offset),
			tagPieceBytes:  func(v []byte) error { p.Bytes = v; return nil },
			tagPieceReason: intoText(&p.Reason),
			tagPieceCase:   intoID(p.Case[:]),
		}.read(v)
		*dst = append(*dst, p)
		return err
	})
}

// checkPieces holds the limits for both sides.
func checkPieces(lists ...[]FilePiece) error {
	for _, pieces := range lists {
		total := 0
		for i := range pieces {
			p := &pieces[i]
			switch {
			case p.Name == (FileName{}), p.Offset > p.Size, uint64(len(p.Bytes)) > p.Size-p.Offset:
				return data.ErrDamaged
			case p.Size > MaxFile, len(p.Reason) > MaxText:
				return ErrTooLarge
			}
			total += len(p.Bytes)
		}
		if len(pieces) > MaxFilePieces || total > MaxFilePiece {
			return ErrTooLarge
		}
	}
	return nil
}
