'use strict';
// the side-by-side reader: only what the page can also be read without
document.documentElement.classList.add('script');
