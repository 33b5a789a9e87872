// Codes of printed cards by camera, where the browser can: HTTPS and BarcodeDetector. Else hidden.
const LOOK_EACH = 300;
const SAME_PAUSE = 4000;

export function startScan(button, video, onCode) {
  const isPossible =
    isSecureContext && "BarcodeDetector" in window && navigator.mediaDevices?.getUserMedia;
  if (!button || !isPossible) return;
  const words = [...button.childNodes];
  let stream;
  let timer;
  let last = { code: "", at: 0 };

  async function look(detector) {
    try {
      const [found] = await detector.detect(video);
      const code = found?.rawValue ?? "";
      if (code && (code !== last.code || Date.now() - last.at > SAME_PAUSE)) {
        last = { code, at: Date.now() };
        onCode(code);
      }
    } catch {
      // The picture was not ready.
    }
    if (stream) timer = setTimeout(() => look(detector), LOOK_EACH);
  }

  function stop() {
    clearTimeout(timer);
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = undefined;
    video.hidden = true;
    button.replaceChildren(...words);
  }

  button.hidden = false;
  button.addEventListener("click", async () => {
    if (stream) {
      stop();
      return;
    }
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      button.hidden = true; // no camera, or not allowed: the typed code stays
      return;
    }
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    button.replaceChildren("Tutup kamera");
    look(new BarcodeDetector({ formats: ["qr_code"] }));
  });
  addEventListener("pagehide", stop);
}
