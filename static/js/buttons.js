// Buttons that need a script stand hidden in the page: print, read aloud.
const voice = window.speechSynthesis;
const lang = document.documentElement.lang;
let speaking;

function show() {
  for (const button of document.querySelectorAll("[data-print], [data-say]")) {
    const speaks = voice && voice.getVoices().some((each) => each.lang.slice(0, 2) === lang.slice(0, 2));
    button.hidden = "say" in button.dataset && !speaks;
  }
}

function stop() {
  if (!speaking) return;
  for (const words of speaking.querySelectorAll("span")) words.hidden = !words.hidden;
  speaking = undefined;
  voice.cancel();
}

function say(button) {
  const was = speaking;
  stop();
  if (was === button) return;
  speaking = button;
  for (const words of button.querySelectorAll("span")) words.hidden = !words.hidden;
  const text = document.getElementById(button.dataset.say).innerText;
  const parts = text.split(/[\n。]+/).filter((part) => part.trim()); // some voices cut off long ones
  parts.forEach((part, number) => {
    const said = new SpeechSynthesisUtterance(part);
    said.lang = lang;
    said.rate = 0.9;
    if (number === parts.length - 1) said.onend = () => speaking === button && stop();
    voice.speak(said);
  });
}

addEventListener("click", (event) => {
  const button = event.target.closest("[data-print], [data-say]");
  if (button) "say" in button.dataset ? say(button) : window.print();
});
addEventListener("pagehide", stop);
if (voice) voice.onvoiceschanged = show;
show();
