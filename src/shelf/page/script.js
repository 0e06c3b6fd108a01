(() => {
  const plain = text => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const find = document.querySelector(".find");
  const input = find.querySelector("input");
  const told = find.querySelector("p");
  const months = [...document.querySelectorAll("section")].map(section => ({
    section,
    items: [...section.querySelectorAll(".editions > li")].map(item => ({
      item,
      text: plain([...item.querySelectorAll("[data-key]")].map(key => key.textContent).join("\n")),
    })),
  }));
  const all = months.reduce((sum, month) => sum + month.items.length, 0);
  const search = () => {
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    let found = 0;
    for (const { section, items } of months) {
      let here = 0;
      for (const { item, text } of items) {
        const fits = words.every(word => text.includes(word));
        item.hidden = !fits;
        here += fits;
      }
      section.hidden = here === 0;
      found += here;
    }
    const form = found ? told.dataset.found : told.dataset.none;
    told.textContent = words.length ? form.replace("{found}", found).replace("{all}", all) : "";
  };
  find.hidden = false;
  input.addEventListener("input", search);
  search();
})();
