// A claim that is linked to is unfolded; an anchor that has moved is followed to where it is now.
(() => {
  const options = window.DOCUMENTATION_OPTIONS || (typeof DOCUMENTATION_OPTIONS === "undefined" ? {} : DOCUMENTATION_OPTIONS);
  if (location.protocol === "file:") options.SHOW_SEARCH_SUMMARY = false; // nothing can be fetched from a disk

  const follow = () => {
    const name = decodeURIComponent(location.hash.slice(1));
    const target = name && document.getElementById(name);
    if (target && target.tagName === "DETAILS") {
      target.open = true;
      target.scrollIntoView();
    }
  };
  addEventListener("hashchange", follow);
  addEventListener("DOMContentLoaded", follow);
})();
