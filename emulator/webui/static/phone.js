// The pages of the phone work without this file. With it they follow the phone: when it tells of a change, the page is fetched
// again and the parts of it that are marked data-live are exchanged. On the face the keys need no new page, and the keyboard
// of the computer types into the display while that has the focus.
'use strict';

(() => {
	// exchange puts what is in the live parts of a fetched page into those of this one. The parts themselves stay, so that the
	// focus stays and screen readers hear what is new. Another page, such as the login, is gone to.
	function exchange(response, text) {
		const url = new URL(response.url);
		if (url.pathname !== location.pathname) {
			location.assign(url);
			return;
		}
		const fresh = new DOMParser().parseFromString(text, 'text/html');
		for (const part of fresh.querySelectorAll('[data-live]')) {
			const old = document.getElementById(part.id);
			if (!old) {
				location.reload();
				return;
			}
			if (old.className === part.className && old.innerHTML === part.innerHTML) continue;
			const focused = old !== document.activeElement && old.contains(document.activeElement) ? document.activeElement.id : '';
			for (const open of old.querySelectorAll('details[open][id]')) {
				part.querySelector('#' + open.id)?.setAttribute('open', '');
			}
			old.className = part.className;
			old.replaceChildren(...document.importNode(part, true).childNodes);
			if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
		}
	}

	async function load(request) {
		const response = await fetch(request, { credentials: 'same-origin' });
		exchange(response, await response.text());
	}

	// refresh fetches this page again: one time after the last change, however many there were meanwhile.
	let loading = false;
	let again = false;
	async function refresh() {
		if (loading) {
			again = true;
			return;
		}
		loading = true;
		do {
			again = false;
			await load(location.pathname + location.search).catch(() => {});
		} while (again);
		loading = false;
	}

	if (document.querySelector('[data-live]') && document.body.classList.contains('in')) {
		const stream = new EventSource('/live');
		stream.onmessage = refresh;
		stream.onopen = refresh;
		// A stream that is closed for good was refused: the session has ended.
		stream.onerror = () => { if (stream.readyState === EventSource.CLOSED) refresh(); };
	}

	const face = document.querySelector('form[data-face]');
	if (!face) return;

	// Keys go out one after the other, as they were pressed. Text that was typed meanwhile goes out in one piece.
	let sending = Promise.resolve();
	let typed = '';
	function send(name, value) {
		sending = sending.then(() => load(new Request(face.action, {
			method: 'POST', body: new URLSearchParams([[name, value]]),
		}))).catch(() => {});
	}
	function type(text) {
		typed += text;
		if (typed.length > text.length) return;
		sending = sending.then(() => {
			const all = typed;
			typed = '';
			return load(new Request(face.action, { method: 'POST', body: new URLSearchParams([['text', all]]) }));
		}).catch(() => {});
	}

	face.addEventListener('submit', (event) => {
		if (!event.submitter?.name) return;
		event.preventDefault();
		send(event.submitter.name, event.submitter.value);
	});

	const keys = {
		Enter: 'ok', Escape: 'cancel', Backspace: 'clear',
		ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down',
	};
	face.addEventListener('keydown', (event) => {
		if (!event.target.closest('#display')) return;
		const composed = event.getModifierState('AltGraph');
		if (!composed && (event.ctrlKey || event.altKey || event.metaKey)) return;
		if (keys[event.key]) send('key', keys[event.key]);
		else if ([...event.key].length === 1) type(event.key);
		else return;
		event.preventDefault();
	});
})();
