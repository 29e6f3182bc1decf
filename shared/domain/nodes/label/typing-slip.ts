/** Whether two serial numbers differ only as hands and eyes err. For explaining a difference, never for equality. */

/** Characters that are read for each other on labels and screens. */
const readAs: Readonly<Record<string, string>> = {
  ...{ O: '0', Q: '0', D: '0', I: '1', L: '1', Z: '2', S: '5', G: '6', B: '8' },
};

/** Look-alikes only, or one character added, left out, replaced, or swapped with its neighbour. */
export function isTypingSlip(typed: string, meant: string): boolean {
  if (typed === '' || meant === '' || typed === meant) return false;
  return asRead(typed) === asRead(meant) || isOneStepApart(typed, meant);
}

function asRead(text: string): string {
  return [...text.toUpperCase()].map((character) => readAs[character] ?? character).join('');
}

function isOneStepApart(one: string, other: string): boolean {
  const start = commonStart(one, other);
  const [left, right] = [one.slice(start), other.slice(start)];
  return (
    left.slice(1) === right.slice(1) ||
    left.slice(1) === right ||
    left === right.slice(1) ||
    (left.slice(2) === right.slice(2) && left[0] === right[1] && left[1] === right[0])
  );
}

function commonStart(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
}
