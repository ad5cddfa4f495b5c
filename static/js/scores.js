// The total of a scoring sheet goes with what is typed; the portal adds up once more when it is saved.
(function () {
  "use strict";

  document.querySelectorAll("form[data-scores]").forEach(function (form) {
    var boxes = form.querySelectorAll("input[data-points]");
    var total = form.querySelector("[data-total]");
    function addUp() {
      var hundredths = 0;
      var full = true;
      boxes.forEach(function (box) {
        if (box.value === "") {
          full = false;
        } else {
          hundredths += Math.round(Number(box.value) * 100);
        }
      });
      var mark = Math.round(Number(total.dataset.pass) * 100);
      var verdict = full ? (hundredths >= mark ? ",合格" : ",不合格") : ",没有填完";
      total.textContent = (hundredths / 100).toFixed(2) + verdict;
    }
    form.addEventListener("input", addUp);
    addUp();
  });
})();
