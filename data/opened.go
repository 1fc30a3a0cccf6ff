package data

import "fmt"

// Opened is content that one township can open: an event carries it when a case is
// handed up over the line. Its fields say without any key what an answer needs; the
// content is Sealed.
type Opened struct {
	// HandUp is the ID of the hand-up in the case.
	HandUp ElementID
	// AnswerTo is the recipient that the answer is sealed to: the village's own.
	AnswerTo string
	// Key names the township's recipient that Sealed was made for.
	Key KeyName
	// Sealed is the content, sealed to that recipient.
	Sealed []byte
}

// KeyName names a recipient: the first 8 bytes of the SHA-256 of its text, in
// hexadecimal.
type KeyName string

// The fields of what is opened. A number is never reused.
const (
	tagOpenedHandUp = iota + 1
	tagOpenedAnswerTo
	tagOpenedKey
	tagOpenedSealed
)

// maxOpenedText bounds a field of what is opened, in bytes.
const maxOpenedText = 200

// Encode returns the bytes that an event carries.
func (o *Opened) Encode() []byte {
	var w tagWriter
	w.bytes(tagOpenedHandUp, []byte(o.HandUp))
	w.bytes(tagOpenedAnswerTo, []byte(o.AnswerTo))
	w.bytes(tagOpenedKey, []byte(o.Key))
	w.bytes(tagOpenedSealed, o.Sealed)
	return w.out
}

// DecodeOpened reads them; fields it does not know are skipped. Sealed shares b's
// memory. It returns an error wrapping ErrDamaged for anything else.
func DecodeOpened(b []byte) (Opened, error) {
	var o Opened
	err := readTags(b, func(tag uint64, v []byte) error {
		switch tag {
		case tagOpenedSealed:
			o.Sealed = v
			return nil
		case tagOpenedHandUp:
			o.HandUp = ElementID(v)
		case tagOpenedAnswerTo:
			o.AnswerTo = string(v)
		case tagOpenedKey:
			o.Key = KeyName(v)
		default:
			return nil
		}
		if len(v) > maxOpenedText {
			return ErrDamaged
		}
		return nil
	})
	if err == nil && (o.HandUp == "" || o.AnswerTo == "" || len(o.Sealed) == 0) {
		err = ErrDamaged
	}
	if err != nil {
		return Opened{}, fmt.Errorf("opened content: %w", err)
	}
	return o, nil
}
