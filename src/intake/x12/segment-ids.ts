/**
 * Short codes as one integer: comparing a segment's name or a qualifier then costs no text. One to
 * three characters; longer ones give -1, nothing gives 0.
 */
export function packed(text: string): number {
  if (text.length > 3) return -1;
  let value = 0;
  for (let i = 0; i < text.length; i++) value = (value << 8) | text.charCodeAt(i);
  return value;
}

export const ISA = packed('ISA');
export const IEA = packed('IEA');
export const GS = packed('GS');
export const GE = packed('GE');
export const ST = packed('ST');
export const SE = packed('SE');
export const BPR = packed('BPR');
export const TRN = packed('TRN');
export const CUR = packed('CUR');
export const REF = packed('REF');
export const DTM = packed('DTM');
export const N1 = packed('N1');
export const LX = packed('LX');
export const TS3 = packed('TS3');
export const TS2 = packed('TS2');
export const CLP = packed('CLP');
export const CAS = packed('CAS');
export const NM1 = packed('NM1');
export const MIA = packed('MIA');
export const MOA = packed('MOA');
export const AMT = packed('AMT');
export const SVC = packed('SVC');
export const LQ = packed('LQ');
export const PLB = packed('PLB');
export const BHT = packed('BHT');
export const HL = packed('HL');
export const SBR = packed('SBR');
export const PAT = packed('PAT');
export const CLM = packed('CLM');
export const HI = packed('HI');
export const SV1 = packed('SV1');
export const DTP = packed('DTP');
