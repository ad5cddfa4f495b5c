// The few things the pages do themselves. Every page works without this file, only less comfortably.
(function () {
  "use strict";

  // "/" goes to the search box, unless something is being typed.
  document.addEventListener("keydown", function (event) {
    var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      var box = document.getElementById("search");
      if (box) {
        event.preventDefault();
        box.focus();
      }
    }
    if (event.key === "Escape") {
      document.querySelectorAll("details.post-switch[open]").forEach(function (menu) {
        menu.open = false;
      });
    }
  });

  document.addEventListener("click", function (event) {
    var toggle = event.target.closest("[data-toggles]");
    if (toggle) {
      var target = document.getElementById(toggle.dataset.toggles);
      var open = target.classList.toggle("open");
      toggle.setAttribute("aria-expanded", String(open));
    }
    document.querySelectorAll("details.post-switch[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) {
        menu.open = false;
      }
    });
  });

  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-prints]")) {
      window.print();
    }
  });

  // A whole row leads where its first link leads; text can still be selected and links clicked.
  document.addEventListener("click", function (event) {
    var row = event.target.closest("tr[data-href]");
    if (row && !event.target.closest("a, button, input, label, summary") && !String(window.getSelection())) {
      window.location.href = row.dataset.href;
    }
  });

  // A filter takes effect when it is chosen; text filters wait for Enter.
  document.addEventListener("change", function (event) {
    var form = event.target.closest("form.filters");
    if (form && event.target.tagName === "SELECT") {
      form.submit();
    }
  });

  // One choice for all rows of a group, each of which can be changed afterwards.
  document.addEventListener("change", function (event) {
    var all = event.target.closest("select[data-sets-all]");
    if (all && all.value) {
      all.closest("fieldset").querySelectorAll(".row-choice select").forEach(function (each) {
        each.value = all.value;
      });
      all.value = "";
    }
  });

  // Dangerous actions name what will happen before it does.
  document.addEventListener("submit", function (event) {
    var question = event.target.dataset.confirm;
    if (question && !window.confirm(question)) {
      event.preventDefault();
      return;
    }
    // A second press of the button must not send the form twice.
    if (!event.target.dataset.again) {
      var buttons = event.target.querySelectorAll("button[type=submit]");
      window.setTimeout(function () {
        buttons.forEach(function (button) {
          button.disabled = true;
        });
      }, 0);
    }
  });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) {
      document.querySelectorAll("button[type=submit][disabled]").forEach(function (button) {
        button.disabled = false;
      });
    }
  });

  // What was typed outlives a lost line: it is kept in this tab until a page says that the portal has it, or it is
  // cancelled. A draft belongs to its author and to the version of the row that it was typed over.
  var author = "draft:" + document.body.dataset.author + ":";
  function forgetDrafts(all) {
    Object.keys(window.sessionStorage).forEach(function (key) {
      if (key.indexOf("draft:") === 0 && (all || key.indexOf(author) !== 0)) {
        window.sessionStorage.removeItem(key);
      }
    });
  }
  forgetDrafts(Boolean(document.querySelector(".note.done")));
  document.querySelectorAll("form[data-forgets]").forEach(function (form) {
    form.addEventListener("submit", function () {
      forgetDrafts(true);
    });
  });
  function versionOf(form) {
    return form.elements.version ? form.elements.version.value : "";
  }
  // Of radio buttons, which are several under one name, the one that the page came with is still chosen.
  function untouched(field) {
    if (window.RadioNodeList && field instanceof RadioNodeList) {
      return Array.prototype.every.call(field, function (each) {
        return each.checked === each.defaultChecked;
      });
    }
    return field.value === field.defaultValue;
  }
  document.querySelectorAll("form[data-draft]").forEach(function (form) {
    var key = author + form.dataset.draft;
    var kept = JSON.parse(window.sessionStorage.getItem(key) || "null");
    if (kept && kept.version === versionOf(form) && !form.querySelector(".error")) {
      var restored = false;
      Object.keys(kept.values).forEach(function (name) {
        var field = form.elements[name];
        if (field && untouched(field) && field.value !== kept.values[name]) {
          field.value = kept.values[name];
          restored = true;
        }
      });
      if (restored) {
        var note = document.createElement("div");
        note.className = "note";
        note.setAttribute("role", "status");
        note.textContent = "已恢复您上次在这里填写、还没有保存的内容。";
        form.parentNode.insertBefore(note, form);
      }
    } else if (kept) {
      window.sessionStorage.removeItem(key);
    }
    form.addEventListener("input", function () {
      var values = {};
      Array.prototype.forEach.call(form.elements, function (field) {
        var typed = field.tagName === "TEXTAREA" || /^(text|number|date|tel)$/.test(field.type);
        var chosen = field.type === "radio" && field.checked;
        if (field.name && (typed || chosen) && !field.dataset.secret) {
          values[field.name] = field.value;
        }
      });
      window.sessionStorage.setItem(key, JSON.stringify({ version: versionOf(form), values: values }));
    });
    form.querySelectorAll("[data-cancels]").forEach(function (link) {
      link.addEventListener("click", function () {
        window.sessionStorage.removeItem(key);
      });
    });
  });

  // Without a line the form stays as it is, photo and all, and says so.
  ["htmx:sendError", "htmx:timeout"].forEach(function (name) {
    document.body.addEventListener(name, function (event) {
      var note = event.target.querySelector(".no-line");
      if (note) {
        note.hidden = false;
        note.scrollIntoView({ block: "nearest" });
      }
    });
  });
  document.body.addEventListener("htmx:beforeRequest", function (event) {
    var note = event.target.querySelector(".no-line");
    if (note) {
      note.hidden = true;
    }
  });

  // A download is a plain form post even where the form is otherwise sent by script: a file cannot be swapped in.
  document.addEventListener("click", function (event) {
    var button = event.target.closest("button[data-plain]");
    if (button) {
      event.preventDefault();
      event.stopImmediatePropagation();
      var step = document.createElement("input");
      step.type = "hidden";
      step.name = button.name;
      step.value = button.value;
      button.form.appendChild(step);
      HTMLFormElement.prototype.submit.call(button.form);
      step.remove();
    }
  }, true);

  // Charts: the data stands in the table behind each of them, the options beside it as JSON. The library is loaded
  // by the pages that have one, after this file: wait for it.
  function draw(box) {
    if (!window.echarts) {
      return;
    }
    var options = JSON.parse(document.getElementById(box.dataset.chart).textContent);
    options.animation = false;
    options.tooltip = Object.assign({ trigger: "axis", renderMode: "richText" }, options.tooltip);
    options.textStyle = { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 13 };
    var chart = window.echarts.init(box, null, { renderer: "svg" });
    chart.setOption(options);
    window.addEventListener("resize", function () {
      chart.resize();
    });
    chart.on("click", function (point) {
      if (point.data && point.data.href) {
        window.location.href = point.data.href;
      }
    });
  }
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-chart]").forEach(draw);
  });
})();
