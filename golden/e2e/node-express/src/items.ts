export interface Item {
  name: string;
  price: number;
}

export const items: Item[] = [
  { name: "kettle", price: 35 },
  { name: "lamp", price: 60 },
];
