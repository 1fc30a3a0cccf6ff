package wire

import (
	"crypto/ed25519"

	"woshou/data"
)

// EnrolRequest asks a township to take a computer for a village. The device's own
// key signs it, which proves that the sender holds the key.
type EnrolRequest struct {
	Proto  int
	Key    ed25519.PublicKey
	Secret Secret
	Device data.DeviceID
	Epoch  data.Epoch
	// Committee is the name as it stands on the seal; Area the 12-digit code.
	Committee string
	Area      string
	// Joins asks for the village's sealed key: the computer has no record yet.
	Joins bool `json:",omitempty"`
	// Unit says that a township's server asks, with a code that its county made for it.
	Unit bool `json:",omitempty"`
}

// EnrolResponse binds the device to one village, or gives the reason why not.
type EnrolResponse struct {
	Proto   int
	Reason  Code
	Village string
	Town    string
	Server  data.Epoch
	// Seal is the township's public key (age, X25519).
	Seal string
	// Key is the village's key sealed under its recovery key, for a computer that joins.
	Key []byte `json:",omitempty"`
}

const (
	tagEnrolProto = iota + 1
	tagEnrolSecret
	tagEnrolDevice
	tagEnrolEpoch
	tagEnrolCommittee
	tagEnrolArea
	tagEnrolJoins
	tagEnrolUnit = 30
)

const (
	tagEnrolledProto = iota + 1
	tagEnrolledReason
	tagEnrolledVillage
	tagEnrolledTown
	tagEnrolledServer
	_ // 6 is the township's age recipient
	tagEnrolledKey
	tagEnrolledCloser
)

// SignEnrol returns the request's bytes; it sets Key to the signer's public key.
// The error wraps ErrTooLarge or data.ErrDamaged.
func SignEnrol(key ed25519.PrivateKey, r *EnrolRequest) ([]byte, error) {
	r.Key = key.Public().(ed25519.PublicKey)
	if err := r.check(); err != nil {
		return nil, wrap("enrolment", err)
	}
	var w writer
	w.uint(tagEnrolProto, uint64(r.Proto))
	w.bytes(tagEnrolSecret, r.Secret[:])
	w.id(tagEnrolDevice, r.Device[:])
	w.id(tagEnrolEpoch, r.Epoch[:])
	w.bytes(tagEnrolCommittee, []byte(r.Committee))
	w.bytes(tagEnrolArea, []byte(r.Area))
	if r.Joins {
		w.uint(tagEnrolJoins, 1)
	}
	w.bool(tagEnrolUnit, r.Unit)
	b, err := sign(kindEnrol, key, r.Key, w.out, MaxEnrol)
	return b, wrap("enrolment", err)
}

// VerifyEnrol returns the request that these bytes hold if the key in them signed
// them. The error wraps ErrSignature, ErrForeign, ErrTooLarge, data.ErrNewer or
// data.ErrDamaged.
func VerifyEnrol(b []byte) (*EnrolRequest, error) {
	r := &EnrolRequest{}
	rest, err := open(b, kindEnrol, MaxEnrol)
	if err == nil && len(rest) < ed25519.PublicKeySize {
		err = data.ErrDamaged
	}
	var plain []byte
	if err == nil {
		r.Key = ed25519.PublicKey(rest[:ed25519.PublicKeySize])
		plain, err = verify(b, r.Key, ed25519.PublicKeySize, MaxEnrol)
	}
	if err == nil {
		err = fields{
			tagEnrolProto:     intoUint(&r.Proto),
			tagEnrolSecret:    intoID(r.Secret[:]),
			tagEnrolDevice:    intoID(r.Device[:]),
			tagEnrolEpoch:     intoID(r.Epoch[:]),
			tagEnrolCommittee: intoText(&r.Committee),
			tagEnrolArea:      intoText(&r.Area),
			tagEnrolJoins: func(v []byte) error {
				r.Joins = len(v) != 1 || v[0] != 0
				return nil
			},
			tagEnrolUnit: intoBool(&r.Unit),
		}.read(plain)
	}
	if err == nil {
		err = r.check()
	}
	if err != nil {
		return nil, wrap("enrolment", err)
	}
	return r, nil
}

func (r *EnrolRequest) check() error {
	if r.Proto < 1 || r.Device == (data.DeviceID{}) || r.Epoch == (data.Epoch{}) {
		return data.ErrDamaged
	}
	if len(r.Committee) > MaxText || len(r.Area) > MaxText {
		return ErrTooLarge
	}
	return nil
}

// Encode returns the answer's bytes; the error wraps ErrTooLarge or data.ErrDamaged.
func (r *EnrolResponse) Encode() ([]byte, error) {
	if err := r.check(); err != nil {
		return nil, wrap("enrolment answer", err)
	}
	reason, closer := r.Reason.split()
	var w writer
	w.uint(tagEnrolledProto, uint64(r.Proto))
	w.bytes(tagEnrolledReason, []byte(reason))
	w.bytes(tagEnrolledVillage, []byte(r.Village))
	w.bytes(tagEnrolledTown, []byte(r.Town))
	w.id(tagEnrolledServer, r.Server[:])
	w.bytes(tagEnrolledSeal, []byte(r.Seal))
	w.bytes(tagEnrolledKey, r.Key)
	w.bytes(tagEnrolledCloser, []byte(closer))
	b, err := seal(kindEnrolled, w.out, MaxEnrol)
	return b, wrap("enrolment answer", err)
}

// DecodeEnrolResponse reads the answer to an enrolment. The error wraps
// ErrForeign, ErrTooLarge, data.ErrNewer or data.ErrDamaged.
func DecodeEnrolResponse(b []byte) (*EnrolResponse, error) {
	r := &EnrolResponse{}
	packed, err := open(b, kindEnrolled, MaxEnrol)
	var plain []byte
	if err == nil {
		plain, err = unpack(packed, MaxEnrol)
	}
	if err == nil {
		err = fields{
			tagEnrolledProto:   intoUint(&r.Proto),
			tagEnrolledReason:  intoText(&r.Reason),
			tagEnrolledVillage: intoText(&r.Village),
			tagEnrolledTown:    intoText(&r.Town),
			tagEnrolledServer:  intoID(r.Server[:]),
			tagEnrolledSeal:    intoText(&r.Seal),
			tagEnrolledKey:     intoKey(&r.Key),
			tagEnrolledCloser:  intoCloser(&r.Reason),
		}.read(plain)
	}
	if err == nil {
		err = r.check()
	}
	if err != nil {
		return nil, wrap("enrolment answer", err)
	}
	return r, nil
}

// check wants a village and a stream in every answer that is not a refusal.
func (r *EnrolResponse) check() error {
	if r.Proto < 1 || r.Reason == "" && (r.Village == "" || r.Server == data.Epoch{}) {
		return data.ErrDamaged
	}
	if len(r.Reason) > MaxText || len(r.Village) > MaxText || len(r.Town) > MaxText || len(r.Seal) > MaxText || len(r.Key) > MaxKey {
		return ErrTooLarge
	}
	return nil
}
