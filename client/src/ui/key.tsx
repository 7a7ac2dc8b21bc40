// A key of the keyboard, shown beside what it does; the control itself tells assistive technology.
export const Key = ({ name }: { readonly name: string }) => (
  <kbd class="key" aria-hidden="true">
    {name.toUpperCase()}
  </kbd>
);
