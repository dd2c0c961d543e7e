// A click on a protocol's chip, wherever it stands, chooses the next protocol in the choice on the same tab.

document.addEventListener("click", (event) => {
  const chip = event.target.closest?.("button[data-protocol]");
  if (!chip) return;
  const choices = [...document.querySelectorAll(".pg-protocol input[type=radio]")].filter((radio) => radio.offsetParent);
  const place = chip.closest("[id]");
  const chips = () => [...(place?.querySelectorAll("button[data-protocol]") ?? [])];
  const index = chips().indexOf(chip);
  const focused = document.activeElement === chip;
  choices[(choices.findIndex((radio) => radio.checked) + 1) % choices.length]?.click();
  if (!focused || !place) return;
  // The chip is drawn anew with its numbers: the focus goes back to the one in its place.
  const observer = new MutationObserver(() => {
    if (chip.isConnected) return;
    observer.disconnect();
    if (document.activeElement === document.body) (chips()[index] ?? chips()[0])?.focus();
  });
  observer.observe(document.body, { childList: true, subtree: true });
  setTimeout(() => observer.disconnect(), 15000);
});
