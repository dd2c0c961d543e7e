// A click on a protocol's chip, wherever it stands, chooses the next protocol in the choice on the same tab.

// Until the page has drawn a group anew, the choice of before is checked too.
let latestProtocol = "";
document.addEventListener("change", (event) => {
  if (event.target.matches?.(".pg-protocol input[type=radio]")) latestProtocol = event.target.value;
});

document.addEventListener("click", (event) => {
  const chip = event.target.closest?.("button[data-protocol]");
  if (!chip) return;
  const choices = [...document.querySelectorAll(".pg-protocol input[type=radio]")].filter((radio) => radio.offsetParent);
  const place = chip.closest("[id]");
  const chips = () => [...(place?.querySelectorAll("button[data-protocol]") ?? [])];
  const index = chips().indexOf(chip);
  const focused = document.activeElement === chip;
  const checked = choices.filter((radio) => radio.checked);
  const current = checked.find((radio) => radio.value === latestProtocol) ?? checked[0];
  choices[(choices.indexOf(current) + 1) % choices.length]?.click();
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
