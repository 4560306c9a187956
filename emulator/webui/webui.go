// Package webui is the web interface of an emulated phone, as a person knows it from the device, with the face of the phone
// and its last attempts drawn as ladders.
package webui
